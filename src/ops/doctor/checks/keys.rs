//! Keys that hold what neither RQ nor rqctl can read there.

use crate::{
    ops::doctor::{
        check::{Check, Judge},
        deep::{Again, Around, Deep, Fault, Sight, Tally, Told},
        parts::{Part, Sees},
        sentence::Sentence,
        verdict::{Fix, SAMPLES, Scene, Severity, Trouble, Verdict, wrong_type},
    },
    rq::{fields::Needs, key::Key, keys::Keys},
};

pub static CHECKS: &[Check] = &[Check {
    name: "wrong_types",
    severity: Severity::Fail,
    noun: "key",
    meaning: "a key holds another type than RQ stores there: whatever needs it fails",
    judge: Judge::Both(
        met,
        &Deep {
            sees: Sees::of(&[Part::Types]),
            needs: Needs::NONE,
            judge: holds_another,
            again: Again::No,
            tell,
        },
    ),
}];

/// Those that the fleet met on its way; a pass looks at all keys that are not those of one job.
fn met(scene: &Scene) -> Verdict {
    let keys = &scene.fleet.wrong_types;
    let Some(first) = worst(keys.iter().map(Vec::as_slice), scene.prefix) else { return Verdict::Fine };
    Verdict::Trouble(Trouble {
        milder: None,
        count: keys.len() as u64,
        samples: keys.iter().take(SAMPLES).cloned().collect(),
        says: says(first, keys.len() as u64, scene.prefix),
        fix: Fix::TypeOf(first.to_vec()),
    })
}

fn holds_another(sight: &Sight, _: &Around) -> Option<Fault> {
    let Sight::WrongType { key, stored } = sight else { return None };
    Some(Fault::named(key, stored))
}

fn tell(tally: &Tally, around: &Around) -> Option<Told> {
    let prefix = around.scene.prefix;
    let first = worst(tally.first.iter().map(|fault| fault.sample.as_slice()), prefix)?;
    Some(Told::new(says(first, tally.count, prefix), Fix::TypeOf(first.to_vec())))
}

/// The key that hurts most: without names of queues or workers nothing works.
fn worst<'k>(keys: impl Iterator<Item = &'k [u8]>, prefix: &str) -> Option<&'k [u8]> {
    let known = Keys::new(prefix);
    keys.min_by_key(|key| match known.parse(key) {
        Key::Single(_) => 0,
        Key::Queue(_) | Key::WorkersOf(_) => 1,
        _ => 2,
    })
}

/// What is wrong with the key, and what it does.
fn says(key: &[u8], all: u64, prefix: &str) -> Sentence {
    let parsed = Keys::new(prefix).parse(key);
    let says = match parsed.stored_as() {
        Some(stored) => wrong_type(key).text(format!(" (a {stored})")),
        None => wrong_type(key),
    };
    let says = match parsed {
        // RQ adds itself to the sets when a worker starts, and the queue when a job is enqueued.
        Key::Single("workers") | Key::WorkersOf(_) => says.text(": no worker can start"),
        Key::Single("queues") => says.text(": whoever enqueues a job gets an error"),
        _ => says.text(": whatever needs it fails"),
    };
    says.and_more(all - 1, "more key", "more keys")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        ops::doctor::{sentence::Part as Word, verdict::Blind},
        rq::{
            fleet::{Fleet, Seen},
            time::Time,
        },
    };

    /// An installation of which nothing was seen but these keys of another type.
    fn fleet(wrong_types: &[&str]) -> Fleet {
        Fleet {
            now: Time(0),
            server: Seen::Hidden,
            suspended: Seen::Hidden,
            queues: Vec::new(),
            queues_listed: false,
            workers: Vec::new(),
            workers_listed: false,
            keys: Seen::Hidden,
            wrong_types: wrong_types.iter().map(|key| key.as_bytes().to_vec()).collect(),
        }
    }

    fn scene<'s>(fleet: &'s Fleet, prefix: &'s str) -> Scene<'s> {
        Scene { fleet, url_from: "-u", db: 0, databases_with_rq: &[], prefix, hash_tag: false }
    }

    fn text(sentence: &Sentence) -> String {
        let word = |part: &Word| match part {
            Word::Text(text) => text.clone(),
            Word::Name(name) => String::from_utf8_lossy(name).into_owned(),
            Word::Number(n) => n.to_string(),
            other => format!("{other:?}"),
        };
        sentence.0.iter().map(word).collect()
    }

    #[test]
    fn the_key_is_named_with_what_rq_stores_there_and_what_it_does() {
        for (key, all, says) in [
            (
                "rq:workers",
                1,
                "rq:workers holds another type than RQ stores there (a set): no worker can start",
            ),
            (
                "rq:workers:q",
                1,
                "rq:workers:q holds another type than RQ stores there (a set): no worker can start",
            ),
            (
                "rq:queues",
                2,
                "rq:queues holds another type than RQ stores there (a set): whoever enqueues a job gets an error; \
                 1 more key",
            ),
            (
                "rq:queue:q",
                1,
                "rq:queue:q holds another type than RQ stores there (a list): whatever needs it fails",
            ),
        ] {
            assert_eq!(text(&super::says(key.as_bytes(), all, "rq")), says);
        }
    }

    #[test]
    fn what_hurts_most_is_named_first() {
        let fleet = fleet(&["rq:failed:a", "rq:queue:b", "rq:workers"]);
        let Verdict::Trouble(trouble) = met(&scene(&fleet, "rq")) else { panic!("nothing is wrong") };
        assert_eq!(trouble.fix, Fix::TypeOf(b"rq:workers".to_vec()));
        assert_eq!((trouble.count, trouble.samples.len()), (3, 3));
        assert_eq!(met(&scene(&self::fleet(&[]), "rq")), Verdict::Fine);
    }

    #[test]
    fn a_wrong_type_is_not_taken_for_the_acl_nor_the_acl_for_a_wrong_type() {
        let (damaged, hidden) = (fleet(&["rq:workers"]), fleet(&["rq:queue:q"]));
        let blind = Blind::to_workers(&scene(&damaged, "rq")).expect("it sees nothing");
        assert_eq!(text(&blind.says()), "rq:workers holds another type than RQ stores there");
        for (fleet, prefix) in [(&hidden, "rq"), (&damaged, "{t}:x")] {
            let blind = Blind::to_workers(&scene(fleet, prefix)).expect("it sees nothing");
            assert_eq!(text(&blind.says()), format!("hidden by the ACL (%R~{prefix}:*)"));
        }
        let seen = Fleet { workers_listed: true, ..damaged };
        assert_eq!(Blind::to_workers(&scene(&seen, "rq")), None);
    }
}
