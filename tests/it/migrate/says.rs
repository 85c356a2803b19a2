//! What a person is told at each turn of an upgrade, wrong ones too: true, and with what to type next.

use harness::{Near, Output, Server};

use super::{job, migrate, path, queued, text};

fn says(output: &Output, wanted: &[&str], unwanted: &[&str]) {
    let all = [output.stdout(), output.stderr()].concat();
    wanted.iter().for_each(|said| assert!(all.contains(said), "no `{said}` in\n{all}"));
    unwanted.iter().for_each(|said| assert!(!all.contains(said), "`{said}` in\n{all}"));
}

/// A producer that went on makes jobs whose new IDs those of the first run have.
#[test]
fn a_name_that_is_taken_is_answered_with_another_scheme() {
    let server = Server::start();
    queued(&server, "report.daily");
    migrate(&server, &["--apply", "--yes"]).ok();
    queued(&server, "report.daily");
    let other = "migrate-ids --scheme uuid --apply --write-map ids.csv";
    let plan = migrate(&server, &[]);
    says(&plan, &["1: conflict 1", "nothing can be while they are blocked", other], &["to do it"]);
    let map = path(&server, "none.csv");
    let run = migrate(&server, &["--apply", "--yes", "--write-map", &map]);
    run.exits(1);
    says(&run, &["read again: 1 old ID left (conflict 1)", other], &["way back"]);
    migrate(&server, &["--scheme", "uuid", "--apply", "--yes"]).ok();
    migrate(&server, &["--check"]).ok();
    assert!(server.redis.exists(format!("rq:job:{}", text("report.daily"))));
}

#[test]
fn a_map_that_passes_some_over_says_so() {
    let server = Server::start();
    ["a.1", "b.1", "fine"].iter().for_each(|id| queued(&server, id));
    let map = path(&server, "map.csv");
    std::fs::write(&map, "a.1,first\n").unwrap();
    let over = "1 more job has an ID that RQ 2.8 and later refuse";
    says(&migrate(&server, &["--map", &map]), &["1 of 3 jobs has an ID that the map names", over], &[]);
    let run = migrate(&server, &["--map", &map, "--apply", "--yes"]);
    run.ok();
    says(&run, &["none that the map names is left", over], &["none is left"]);
    says(&migrate(&server, &["--map", &map, "--check"]), &["none of 3 jobs", over], &[]);
    migrate(&server, &["--check"]).exits(1);
}

#[test]
fn nobody_is_asked_about_nothing() {
    let server = Server::start();
    queued(&server, "fine");
    let apply = || server.rqctl(&["migrate-ids", "--apply"]).on_a_terminal(80).end();
    let (screen, code) = apply();
    assert_eq!(code, Some(0), "{screen}");
    assert!(
        screen.contains("the only job has an ID that every RQ takes") && !screen.contains('?'),
        "{screen}"
    );
    // Nor where all that there is is blocked.
    queued(&server, "report.daily");
    server.redis.run(&["HSET", &format!("rq:job:{}", text("report.daily")), "status", "failed", "data", "x"]);
    let (screen, code) = apply();
    assert_eq!(code, Some(1), "{screen}");
    assert!(screen.contains("conflict 1") && !screen.contains('?'), "{screen}");
}

#[test]
fn a_map_is_never_overwritten() {
    let server = Server::start();
    queued(&server, "a.1");
    let map = path(&server, "ids.csv");
    migrate(&server, &["--apply", "--yes", "--write-map", &map]).ok();
    let first = std::fs::read(&map).unwrap();
    let again = migrate(&server, &["--apply", "--yes", "--write-map", &map]);
    again.exits(2);
    says(&again, &["is there already", "choose another name"], &["os error"]);
    assert_eq!(std::fs::read(&map).unwrap(), first);
}

#[test]
fn the_way_back_is_told_as_one() {
    let server = Server::start();
    ["order:42", "report.daily"].iter().for_each(|id| queued(&server, id));
    job(&server, "b.1", "finished", &[]);
    let map = path(&server, "ids.csv");
    migrate(&server, &["--apply", "--yes", "--write-map", &map]).ok();
    // A job of the same name was made meanwhile.
    queued(&server, "report.daily");
    let plan = migrate(&server, &["--undo", &map]);
    let each = format!("migrate-ids --undo {map} -o jsonl");
    says(
        &plan,
        &["1 waiting would again be called with `:`", "1 waiting would again be called with other", &each],
        &["made by", "--scheme"],
    );
    let run = migrate(&server, &["--undo", &map, "--apply", "--yes"]);
    run.exits(3);
    says(
        &run,
        &["gave 2 jobs the old ID back", "1 that the map names left (conflict 1)", &each],
        &["--scheme"],
    );
    server.redis.run(&["DEL", "rq:job:report.daily"]);
    server.redis.run(&["LREM", "rq:queue:q", "0", "report.daily"]);
    migrate(&server, &["--undo", &map, "--apply", "--yes"]).ok();
    let over = migrate(&server, &["--undo", &map, "--apply", "--yes"]);
    over.exits(2);
    says(&over, &["its way back was gone to the end"], &[]);
}

/// Each run has its map, and the ways back can be gone in any order.
#[test]
fn two_maps_lead_back_one_after_the_other() {
    let server = Server::start();
    queued(&server, "a.1");
    let before = server.redis.dump();
    let maps = ["first.csv", "second.csv"].map(|name| path(&server, name));
    for order in [[0, 1], [1, 0]] {
        migrate(&server, &["--apply", "--yes", "--write-map", &maps[0]]).ok();
        queued(&server, "b.1");
        migrate(&server, &["--apply", "--yes", "--write-map", &maps[1]]).ok();
        for i in order {
            migrate(&server, &["--undo", &maps[i], "--apply", "--yes"]).ok();
            // To go a way twice takes nothing from the other.
            migrate(&server, &["--undo", &maps[i], "--apply", "--yes"]);
        }
        server.redis.run(&["DEL", "rq:job:b.1"]);
        server.redis.run(&["LREM", "rq:queue:q", "0", "b.1"]);
        before.assert_same(&server.redis.dump(), Near::SECONDS);
        maps.iter().for_each(|map| std::fs::remove_file(map).unwrap());
    }
}
