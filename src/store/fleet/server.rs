//! What `INFO` says.

use crate::rq::fleet::Server;

/// Reads the lines that matter; what is missing, as behind some proxies, stays at its default.
pub(super) fn parse(info: &[u8]) -> Server {
    let text = String::from_utf8_lossy(info);
    let mut server = Server { product: "redis".to_owned(), ..Server::default() };
    let (mut host, mut port) = ("", "");
    for (name, value) in text.lines().filter_map(|line| line.split_once(':')) {
        let number = || value.parse().unwrap_or(0);
        match name {
            "redis_version" if server.version.is_empty() => server.version = value.to_owned(),
            // Valkey says 7.2.4 as `redis_version` for ever, for clients that look at it.
            "valkey_version" => server.version = value.to_owned(),
            "server_name" => server.product = value.to_owned(),
            "role" => server.role = value.to_owned(),
            "uptime_in_seconds" => server.uptime_s = number(),
            "used_memory" => server.used_memory = number(),
            "maxmemory" => server.max_memory = number(),
            "maxmemory_policy" => server.eviction = value.to_owned(),
            "cluster_enabled" => server.cluster = value == "1",
            "aof_enabled" => server.appends = value == "1",
            "master_host" => host = value,
            "master_port" => port = value,
            _ => {}
        }
    }
    server.master = (!host.is_empty()).then(|| format!("{host}:{port}"));
    server
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_lines_that_matter_are_read() {
        let info = "# Server\r\nredis_version:7.0.15\r\nuptime_in_seconds:90\r\n# Memory\r\nused_memory:1000\r\n\
                    maxmemory:4000\r\nmaxmemory_policy:allkeys-lru\r\n# Replication\r\nrole:slave\r\n\
                    master_host:10.0.0.1\r\nmaster_port:6380\r\n# Cluster\r\ncluster_enabled:0\r\n\
                    odd line\r\n";
        assert_eq!(
            parse(info.as_bytes()),
            Server {
                version: "7.0.15".to_owned(),
                product: "redis".to_owned(),
                role: "slave".to_owned(),
                uptime_s: 90,
                used_memory: 1000,
                max_memory: 4000,
                eviction: "allkeys-lru".to_owned(),
                cluster: false,
                appends: false,
                master: Some("10.0.0.1:6380".to_owned()),
            }
        );
    }

    #[test]
    fn valkey_is_called_by_its_own_name_and_number() {
        let server = parse(b"redis_version:7.2.4\r\nserver_name:valkey\r\nvalkey_version:8.1.1\r\n");
        assert_eq!((server.product.as_str(), server.version.as_str()), ("valkey", "8.1.1"));
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_panic(info in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = parse(&info);
            let _ = parse(&[b"maxmemory:", &info[..]].concat());
        }
    }
}
