//! What a person or a registry names: plain or composite.

use harness::Server;
use rqctl::rq::{
    candidate::{Candidate, Found},
    fields::Needs,
    filter::Selection,
    status::Status,
};

use super::{all, candidates, id, job, look, now, store};

#[test]
fn what_a_person_names_is_a_plain_id_first_and_then_a_composite() {
    let server = Server::start();
    let execution = "0123456789abcdef0123456789abcdef";
    let odd = ["order:42:email", "two words", "line\nbreak", "naïve", "-x", "", &"x".repeat(1 << 20)];
    for id in odd {
        job(&server.redis, id, "failed", "q", &[]);
    }
    job(&server.redis, "run", "started", "q", &[]);
    job(&server.redis, &format!("plain:{execution}"), "started", "q", &[]);
    job(&server.redis, "plain", "started", "q", &[]);
    server.redis.run(&["SET", "rq:job:text", "1"]);
    let named = |texts: &[&str]| {
        let texts: Vec<Vec<u8>> = texts.iter().map(|t| t.as_bytes().to_vec()).collect();
        let mut store = store(&server.url());
        let select = store.named(Box::new(texts.into_iter()), Needs::NONE).unwrap();
        candidates(select)
    };
    let found = named(&odd);
    assert_eq!(found.iter().map(id).collect::<Vec<_>>(), odd);
    assert!(found.iter().all(|c| c.status() == Some(Status::Failed)));
    let texts = [
        &format!("run:{execution}"),
        &format!("plain:{execution}"),
        "text",
        "nobody",
        &format!("nobody:{execution}"),
        "run",
    ];
    let found = named(&texts);
    let said = |c: &Candidate| {
        let found = match &c.found {
            Found::Job(_) => "job",
            Found::NoHash => "gone",
            Found::WrongType => "other",
        };
        (id(c), c.execution.is_some(), found)
    };
    let expected = [
        ("run".to_owned(), true, "job"),
        (format!("plain:{execution}"), false, "job"),
        ("text".to_owned(), false, "other"),
        ("nobody".to_owned(), false, "gone"),
        (format!("nobody:{execution}"), false, "gone"),
        ("run".to_owned(), false, "job"),
    ];
    assert_eq!(found.iter().map(said).collect::<Vec<_>>(), expected);
    let many: Vec<String> = (0..2500).map(|n| format!("nobody-{n}")).collect();
    let found = named(&many.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(found.iter().map(id).collect::<Vec<_>>(), many);
}

#[test]
fn an_entry_of_a_started_registry_is_a_composite_first() {
    let server = Server::start();
    let soon = (now(&server.redis) + 60).to_string();
    let hex = |c: char| c.to_string().repeat(32);
    job(&server.redis, "old", "started", "q", &[]);
    job(&server.redis, "a:b", "started", "q", &[]);
    job(&server.redis, "twice", "started", "q", &[]);
    job(&server.redis, &format!("odd:{}", hex('e')), "started", "q", &[]);
    server.redis.run(&["HSET", &format!("rq:execution:gone:{}", hex('c')), "created_at", "1"]);
    for entry in [
        "old",
        &format!("a:b:{}", hex('a')),
        &format!("twice:{}", hex('a')),
        &format!("twice:{}", hex('b')),
        &format!("gone:{}", hex('c')),
        &format!("nothing:{}", hex('d')),
        &format!("odd:{}", hex('e')),
    ] {
        server.redis.run(&["ZADD", "rq:wip:q", &soon, entry]);
    }
    let mut store = store(&server.url());
    let what = Selection { orphans: true, ..all(&[Status::Started]) };
    let mut found: Vec<_> = look(&mut store, &what, Needs::NONE)
        .iter()
        .map(|c| (id(c), c.execution.is_some(), c.job().is_some()))
        .collect();
    found.sort();
    let said = |id: &str, composite, job| (id.to_owned(), composite, job);
    let mut expected = [
        said("a:b", true, true),
        said("gone", true, false),
        said(&format!("nothing:{}", hex('d')), false, false),
        said(&format!("odd:{}", hex('e')), false, true),
        said("old", false, true),
        said("twice", true, true),
    ];
    expected.sort();
    assert_eq!(found, expected);
}
