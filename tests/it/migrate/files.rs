//! What is chosen, how it is named, and the files that say so.

use harness::{Near, Server};
use serde_json::json;

use super::{job, list, migrate, new, path, queued, text, was};

#[test]
fn the_check_says_by_its_exit_code_whether_anything_is_left() {
    let server = Server::start();
    assert!(migrate(&server, &["--check"]).ok().contains("there are no jobs"));
    queued(&server, "fine");
    assert!(migrate(&server, &["--check"]).ok().contains("the only job has an ID that every RQ takes"));
    queued(&server, "a.b");
    migrate(&server, &["--check"]).exits(1);
    migrate(&server, &["--check", "-o", "jsonl"]).exits(1);
    migrate(&server, &["--check", "--id", "x*"]).ok();
    migrate(&server, &["--check", "-q", "other"]).ok();
    migrate(&server, &["--check", "-q", "q"]).exits(1);
    // The plan alone always ends well.
    migrate(&server, &[]).ok();
}

#[test]
fn options_that_contradict_each_other_are_refused() {
    let server = Server::start();
    queued(&server, "a.b");
    let before = server.redis.dump();
    let map = path(&server, "map.csv");
    std::fs::write(&map, "a.b,fine\n").unwrap();
    for wrong in [
        &["--check", "--apply"][..],
        &["--yes"],
        &["--live"],
        &["--map", &map, "--scheme", "uuid"],
        &["--map", &map, "--undo", &map],
        &["--scheme", "short"],
        &["--apply", "--undo", "/nowhere/map.csv"],
        &["--apply", "--yes", "--write-map", &map],
        &["--apply"],
        &["-o", "ids"],
        &["--apply", "--yes", "--read-only"],
    ] {
        let out = migrate(&server, wrong);
        assert!(matches!(out.code, Some(1 | 2)), "{wrong:?}: {}", out.raw());
        assert_eq!(out.stdout(), "", "{wrong:?}");
    }
    before.assert_same(&server.redis.dump(), Near::SECONDS);
    assert_eq!(std::fs::read_to_string(&map).unwrap(), "a.b,fine\n");
}

#[test]
fn only_what_was_chosen_is_renamed() {
    let server = Server::start();
    queued(&server, "a.1");
    queued(&server, "b.1");
    job(&server, "a.2", "queued", &[("origin", "mail")]);
    server.redis.run(&["RPUSH", "rq:queue:mail", "a.2"]);
    // Something is left, but not of what was chosen.
    migrate(&server, &["--apply", "--yes", "-q", "mail"]).ok();
    assert_eq!(list(&server, "rq:queue:mail"), [new("a.2")]);
    assert_eq!(list(&server, "rq:queue:q"), [b"a.1".to_vec(), b"b.1".to_vec()]);
    migrate(&server, &["--apply", "--yes", "--id", "b*"]).ok();
    assert_eq!(list(&server, "rq:queue:q"), [b"a.1".to_vec(), new("b.1")]);
    migrate(&server, &["--apply", "--yes", "--scheme", "uuid"]).ok();
    let entries = list(&server, "rq:queue:q");
    assert_eq!(entries[0].len(), 36, "{:?}", entries[0].escape_ascii());
    was(&server, &entries[0], "a.1");
}

#[test]
fn a_map_names_the_new_ids_and_whatever_a_plan_printed_is_one() {
    let server = Server::start();
    let before = {
        queued(&server, "a:1");
        queued(&server, "fine");
        queued(&server, b"\xff.");
        server.redis.dump()
    };
    let hand = path(&server, "hand.csv");
    std::fs::write(&hand, "a:1,order-1\nfine,finer\n").unwrap();
    migrate(&server, &["--apply", "--yes", "--map", &hand]).ok();
    assert_eq!(list(&server, "rq:queue:q"), [b"order-1".to_vec(), b"finer".to_vec(), b"\xff.".to_vec()]);
    migrate(&server, &["--apply", "--yes", "--undo", &hand]).ok();
    before.assert_same(&server.redis.dump(), Near::SECONDS);
    let planned = path(&server, "planned.csv");
    migrate(&server, &["--write-map", &planned]).ok();
    for (name, text) in [
        ("plan.csv", migrate(&server, &["-o", "csv"]).stdout()),
        ("plan.jsonl", migrate(&server, &["-o", "jsonl"]).stdout()),
        ("planned.csv", std::fs::read_to_string(&planned).unwrap()),
    ] {
        let map = path(&server, name);
        std::fs::write(&map, text).unwrap();
        migrate(&server, &["--apply", "--yes", "--map", &map]).ok();
        assert_eq!(list(&server, "rq:queue:q"), [new("a:1"), b"fine".to_vec(), new(b"\xff.")], "{name}");
        migrate(&server, &["--apply", "--yes", "--undo", &map]).ok();
        before.assert_same(&server.redis.dump(), Near::SECONDS);
    }
    for (rows, said) in [
        ("a:1,x\na:1,y\n", "two new names"),
        ("a:1,x\nfine,x\n", "two IDs would become"),
        ("a:1,b:2\n", "refuse"),
        ("a:1\n", "does not hold"),
    ] {
        std::fs::write(&hand, rows).unwrap();
        let out = migrate(&server, &["--apply", "--yes", "--map", &hand]);
        assert!(out.code != Some(0) && out.stderr().contains(said), "{rows}: {}", out.raw());
    }
    before.assert_same(&server.redis.dump(), Near::SECONDS);
}

#[test]
fn a_map_that_fits_nothing_is_a_wrong_file_and_one_that_was_used_is_not() {
    let server = Server::start();
    queued(&server, "a:1");
    queued(&server, "b:1");
    let before = server.redis.dump();
    let map = path(&server, "map.csv");
    // What names nothing at all is refused before anything is looked at.
    for nothing in ["", "old,new\n", "a:1,a:1\n"] {
        std::fs::write(&map, nothing).unwrap();
        for args in [&["--map", &*map][..], &["--apply", "--yes", "--map", &map]] {
            let out = migrate(&server, args);
            out.exits(2);
            assert!(out.stderr().contains("map.csv names no ID to rename"), "{}", out.raw());
        }
    }
    std::fs::write(&map, "other:1,order-1\n").unwrap();
    let said = "none of 2 jobs has an ID that the map names, old or new; 2 have one that RQ 2.8 and later refuse: is it \
                the right file?";
    let out = migrate(&server, &["--apply", "--yes", "--map", &map]);
    assert!(out.exits(1).stderr().starts_with(&format!("rqctl: {said}\nhint: rqctl ")), "{}", out.raw());
    let document = migrate(&server, &["--apply", "--yes", "--map", &map, "-o", "json"]).exits(1).json();
    assert_eq!(json!([document["error"]["code"], document["error"]["message"]]), json!(["not_found", said]));
    before.assert_same(&server.redis.dump(), Near::SECONDS);
    migrate(&server, &["--check", "--map", &map]).exits(1);
    // A part of the queues may well hold none of what the map names.
    migrate(&server, &["--apply", "--yes", "--map", &map, "-q", "q"]).exits(0);

    // The second run finds only the new IDs, and one that no run was to rename.
    std::fs::write(&map, "a:1,order-1\n").unwrap();
    for _ in 0..2 {
        let out = migrate(&server, &["--apply", "--yes", "--map", &map]);
        assert!(out.exits(0).stderr().contains("1 more job has an ID that RQ 2.8"), "{}", out.raw());
    }
    // Where every ID is legal there is nothing left to wish for.
    migrate(&server, &["--apply", "--yes", "--id", "b:1"]).ok();
    std::fs::write(&map, "other:1,order-2\n").unwrap();
    migrate(&server, &["--apply", "--yes", "--map", &map]).exits(0);
    // Where nothing was renamed, the map that was written is empty, and its way back is no mistake.
    let empty = path(&server, "empty.csv");
    migrate(&server, &["--apply", "--yes", "--write-map", &empty]).ok();
    migrate(&server, &["--apply", "--yes", "--undo", &empty]).ok();
}

#[test]
fn the_screen_says_what_how_many_and_what_to_type() {
    let server = Server::start();
    for id in ["order:42:email", "order:43:email", "report.daily", "fine"] {
        queued(&server, id);
    }
    job(&server, "two words", "scheduled", &[("origin", "mail")]);
    server.redis.run(&["ZADD", "rq:scheduled:mail", &super::at(&server, 900), "two words"]);
    server.redis.run(&["RPUSH", "rq:queue:q", "gone.1"]);
    let out = migrate(&server, &["-q", "*", "--scheme", "readable"]);
    let screen = out.ok();
    for said in [
        "4 of 5 jobs have an ID that RQ 2.8 and later refuse",
        "`.` 2   `:` 2   space 1",
        "queued 3   scheduled 1",
        "q 4   mail 1",
        "2 waiting with `:`",
        "1 entry (queue 1): each ends a worker",
        "no worker, scheduler or running job is in the way",
        "migrate-ids -q '*' --apply --write-map ids.csv",
        &text("report.daily"),
    ] {
        assert!(screen.contains(said), "no `{said}` in\n{screen}");
    }
    let done = migrate(&server, &["--apply", "--yes"]);
    done.ok();
    assert!(done.stderr().contains("renamed 4 jobs in "), "{}", done.raw());
    assert!(
        done.stderr().contains("1 old name without a job rewritten; read again: none is left"),
        "{}",
        done.raw()
    );
}
