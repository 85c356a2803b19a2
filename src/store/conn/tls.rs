//! How TLS is spoken: whom to trust, and who we are.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
};

use crate::store::error::{Error, Kind};

/// As redis-py's `ssl_*` keys have it. A file of own authorities takes the place of the system's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    pub(super) ca_file: Option<PathBuf>,
    /// Every PEM file in it counts.
    pub(super) ca_dir: Option<PathBuf>,
    pub(super) ca_pem: Option<String>,
    pub cert: Option<PathBuf>,
    pub key: Option<PathBuf>,
    pub verify: Verify,
}

/// What is asked of the server's certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Verify {
    #[default]
    Full,
    /// Signed by someone we trust, for whatever name.
    AnyName,
    /// Anything goes, also someone in between.
    Nothing,
}

/// No certificate or key file is larger; the system's own bundle has 0.3 MB.
const LARGEST_PEM: u64 = 8 << 20;

impl Tls {
    /// Trust this file, and nobody whom the URL names.
    pub fn trust_only(&mut self, file: PathBuf) {
        (self.ca_file, self.ca_dir, self.ca_pem) = (Some(file), None, None);
    }

    /// The file of own authorities.
    pub fn ca_file(&self) -> Option<&PathBuf> {
        self.ca_file.as_ref()
    }

    /// Whether someone in between would go unnoticed.
    pub fn insecure(&self) -> bool {
        self.verify != Verify::Full
    }

    /// # Errors
    /// `Kind::Address` when a file cannot be read or holds no certificate or key.
    pub(super) fn connection(&self, host: &str, port: u16) -> Result<redis::ConnectionAddr, Error> {
        // Refused only where one is installed already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client_tls = match (&self.cert, &self.key) {
            (None, None) => None,
            (Some(cert), Some(key)) => {
                Some(redis::ClientTlsConfig { client_cert: pem(cert)?, client_key: pem(key)? })
            }
            // One file may hold both, as with redis-py's `ssl_certfile` alone.
            (Some(both), None) => {
                let bytes = pem(both)?;
                Some(redis::ClientTlsConfig { client_cert: bytes.clone(), client_key: bytes })
            }
            (None, Some(_)) => {
                return Err(Error::new(Kind::Address, "a TLS key is of no use without its certificate"));
            }
        };
        let certificates = redis::TlsCertificates { client_tls, root_cert: self.authorities()? };
        let insecure = self.verify == Verify::Nothing;
        let plain = redis::ConnectionAddr::TcpTls { host: host.to_owned(), port, insecure, tls_params: None };
        let client = redis::Client::build_with_tls(plain_info(plain)?, certificates)
            .map_err(|e| Error::new(Kind::Address, format!("the TLS files cannot be used: {e}")))?;
        let mut addr = client.get_connection_info().addr().clone();
        if self.verify == Verify::AnyName {
            addr.set_danger_accept_invalid_hostnames(true);
        }
        Ok(addr)
    }

    fn authorities(&self) -> Result<Option<Vec<u8>>, Error> {
        if self.ca_file.is_none() && self.ca_dir.is_none() && self.ca_pem.is_none() {
            return Ok(None);
        }
        let mut all = Vec::new();
        if let Some(file) = &self.ca_file {
            all.extend(pem(file)?);
        }
        if let Some(text) = &self.ca_pem {
            all.extend_from_slice(text.as_bytes());
        }
        if let Some(dir) = &self.ca_dir {
            let entries = std::fs::read_dir(dir).map_err(|e| unreadable(dir, &e))?;
            for entry in entries.filter_map(Result::ok).filter(|e| e.path().is_file()) {
                all.extend(pem(&entry.path())?);
                all.push(b'\n');
            }
        }
        // Without this, a file of something else would mean that nobody is trusted, and the server would be blamed.
        if !all.windows(BEGIN.len()).any(|w| w == BEGIN) {
            return Err(Error::new(Kind::Address, "the file of TLS authorities holds no certificate (PEM)"));
        }
        Ok(Some(all))
    }
}

const BEGIN: &[u8] = b"-----BEGIN CERTIFICATE-----";

pub(super) fn plain_info(addr: redis::ConnectionAddr) -> Result<redis::ConnectionInfo, Error> {
    use redis::IntoConnectionInfo;
    let settings = redis::RedisConnectionInfo::default().set_skip_set_lib_name();
    let info = addr
        .into_connection_info()
        .map_err(|e| Error::new(Kind::Address, format!("the address cannot be used: {e}")))?;
    let tcp = redis::io::tcp::TcpSettings::default().set_nodelay(true);
    Ok(info.set_redis_settings(settings).set_tcp_settings(tcp))
}

fn pem(path: &Path) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LARGEST_PEM).read_to_end(&mut bytes))
        .map_err(|e| unreadable(path, &e))?;
    Ok(bytes)
}

fn unreadable(path: &Path, e: &std::io::Error) -> Error {
    Error::new(Kind::Address, format!("cannot read {}: {e}", path.display()))
}
