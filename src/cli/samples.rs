//! What a question shows of the jobs that it is about: how many in which queue, and a few of them with what they
//! call and how long they have been what they are.

use crate::{
    render::{
        column::Tone,
        escape::{shell_word, visible},
        numbers::{age, count_of, number, relative},
        phrase::Phrase,
        text::{cut_left, cut_right, width},
    },
    rq::{
        candidate::Candidate,
        codec::call,
        fields::{Field, Needs},
        id::{JobId, QueueName},
        job::Job,
        time::Time,
    },
    store::{Store, error::Error},
};

/// Queues that are counted by name; the rest is one number.
pub const NAMED: usize = 6;

/// Jobs that are shown.
pub const SAMPLES: usize = 3;

/// Characters of a call that are decoded: no line has room for more.
const CALL_CHARS: usize = 500;

/// A call gets at least so many columns, or a line of its own.
const LEAST: usize = 24;

/// Where a sample begins, and a call that stands below its ID.
const INDENT: usize = 2;

const GAP: usize = 2;

/// One job, as text that is safe for a terminal.
struct Sample {
    id: String,
    function: String,
    call: String,
    age: String,
}

/// The first of these jobs, in lines of `room` columns.
///
/// # Errors
/// When Redis cannot be asked.
pub fn lines(store: &mut Store, ids: &[JobId], room: usize) -> Result<Vec<Phrase>, Error> {
    let texts: Vec<Vec<u8>> = ids.iter().take(SAMPLES).map(|id| id.0.to_vec()).collect();
    let needs = Needs::of(&[Field::Data, Field::Status]).and(Needs::SCORE).and(Job::STATUS_AT);
    let now = store.opened_at();
    let mut select = store.named(Box::new(texts.into_iter()), needs)?;
    let mut samples = Vec::new();
    while let Some(page) = select.next_page()? {
        samples.extend(page.items.iter().map(|job| sample(job, now)));
    }
    Ok(laid_out(&samples, room))
}

/// How many in which queue, the most first: `28 in default, 3 in bulk, 40 in 12 other queues`.
pub fn spread<'a>(counts: impl Iterator<Item = (&'a QueueName, u64)>) -> Phrase {
    let mut counts: Vec<_> = counts.filter(|(_, n)| *n > 0).collect();
    counts.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let (named, rest) = counts.split_at(NAMED.min(counts.len()));
    let mut line = Phrase::new();
    for (i, (queue, n)) in named.iter().enumerate() {
        line = line.plain(if i > 0 { ", " } else { "" }).plain(number(*n));
        line = line.plain(" in ").name(Tone::Plain, &queue.0);
    }
    match rest.len() as u64 {
        0 => line,
        queues => {
            let others = rest.iter().map(|(_, n)| n).sum();
            line.plain(format!(", {} in {}", number(others), count_of(queues, "other queue")))
        }
    }
}

fn sample(c: &Candidate, now: Time) -> Sample {
    let function = c.function().and_then(Result::ok).unwrap_or_default();
    let call = c.packed(Field::Data).and_then(Result::ok).and_then(|data| call::decode(data).ok());
    let age = match (c.due_at(), c.status_at()) {
        (Some(due), _) if due > now => format!("due {}", relative(due.0, now.0)),
        (Some(due), _) => format!("due {} ago", age(now.since(due) as i64)),
        (None, Some(at)) => age(now.since(at) as i64),
        (None, None) => String::new(),
    };
    Sample {
        id: shell_word(&c.id.0).into_owned(),
        call: call.map_or_else(|| function.clone(), |call| call.text(CALL_CHARS)),
        function,
        age,
    }
    .visible()
}

impl Sample {
    fn visible(mut self) -> Sample {
        self.function = visible(&self.function).into_owned();
        self.call = visible(&self.call).into_owned();
        self
    }

    /// The call in so many columns. Of one that is too long the name counts more than the arguments, and its end
    /// more than its beginning.
    fn call(&self, room: usize) -> String {
        match width(&self.call) <= room || width(&self.function) + 4 <= room {
            true => cut_right(&self.call, room).into_owned(),
            false => cut_left(&self.function, room).into_owned(),
        }
    }
}

/// IDs, calls and ages below each other. An ID is never shortened: where it leaves no room for the call, that
/// stands below it.
fn laid_out(samples: &[Sample], room: usize) -> Vec<Phrase> {
    let widest = |of: &dyn Fn(&Sample) -> usize| samples.iter().map(of).max().unwrap_or(0);
    let ages = widest(&|s| width(&s.age));
    let behind = if ages > 0 { GAP + ages } else { 0 };
    let fits = |s: &Sample| INDENT + width(&s.id) + GAP + LEAST + behind <= room;
    let ids = widest(&|s| if fits(s) { width(&s.id) } else { 0 });
    let pad = |n: usize| " ".repeat(n);
    let mut lines = Vec::new();
    for sample in samples {
        let mut line = Phrase::new().plain(pad(INDENT)).plain(&sample.id);
        let mut column = INDENT + ids + GAP;
        if fits(sample) {
            line = line.plain(pad(ids - width(&sample.id) + GAP));
        } else {
            column = 2 * INDENT;
            lines.push(std::mem::replace(&mut line, Phrase::new().plain(pad(column))));
        }
        let call = sample.call(room.saturating_sub(column + behind));
        let longest = if fits(sample) {
            widest(&|s| if fits(s) { width(&s.call(room.saturating_sub(column + behind))) } else { 0 })
        } else {
            width(&call)
        };
        line = line.plain(&call);
        if !sample.age.is_empty() {
            let gap = longest - width(&call) + GAP + ages - width(&sample.age);
            line = line.plain(pad(gap)).say(Tone::Dim, &sample.age);
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::{page::Page, style::Style};
    use proptest::prelude::*;

    fn of(id: &str, call: &str, age: &str) -> Sample {
        let function = call.split('(').next().unwrap_or_default().to_owned();
        Sample { id: id.to_owned(), function, call: call.to_owned(), age: age.to_owned() }
    }

    fn written(samples: &[Sample], room: usize) -> String {
        let mut page = Page::new(Some(room), Style::new(false));
        laid_out(samples, room).into_iter().for_each(|line| page.line(line));
        let mut out = Vec::new();
        page.write(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn ids_calls_and_ages_stand_below_each_other() {
        let samples = [
            of("7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44", "shop.sync_order(42)", "41 min"),
            of("a", "shop.sync_all()", "8 min"),
            of("'two words'", "a.module.whose.name.is.quite.long.sync_order(order=1)", "2 h 10 min"),
        ];
        let expected = "
  7f0a6c1e-58f3-4d0e-9a51-0f6c2b1d9e44  shop.sync_order(42)               41 min
  a                                     shop.sync_all()                    8 min
  'two words'                           …me.is.quite.long.sync_order  2 h 10 min
";
        assert_eq!(written(&samples, 80).trim_end(), expected.trim_matches('\n').trim_end());
    }

    #[test]
    fn the_fullest_queues_are_named_and_the_others_are_one_number() {
        let names: Vec<QueueName> = (0..9).map(|n| QueueName::from_text(format!("q{n}"))).collect();
        let of = |counts: &[u64]| {
            let mut page = Page::new(None, Style::new(false));
            page.line(spread(names.iter().zip(counts.iter().copied())));
            let mut out = Vec::new();
            page.write(&mut out).unwrap();
            String::from_utf8(out).unwrap().trim_end().to_owned()
        };
        assert_eq!(of(&[3, 0, 1_200]), "1,200 in q2, 3 in q0");
        assert_eq!(
            of(&[1, 2, 3, 4, 5, 6, 7, 8]),
            "8 in q7, 7 in q6, 6 in q5, 5 in q4, 4 in q3, 3 in q2, 3 in 2 other queues"
        );
    }

    #[test]
    fn an_id_that_leaves_no_room_has_a_line_of_its_own() {
        let long = "y".repeat(90);
        let samples = [of(&long, "shop.sync_order(42)", "41 min"), of("a", "shop.sync_all()", "8 min")];
        let expected = format!("  {long}\n    shop.sync_order(42)  41 min\n  a  shop.sync_all()   8 min\n");
        assert_eq!(written(&samples, 80), expected);
    }

    proptest! {
        /// Whatever the names are, a line fits unless its ID alone does not.
        #[test]
        fn lines_fit(
            ids in proptest::collection::vec("[a-z]{1,120}", 1..4), call in "[a-z.]{0,90}\\([a-z, ]{0,90}\\)",
            age in "[0-9]{0,2}", room in 40usize..200
        ) {
            let samples: Vec<Sample> = ids.iter().map(|id| of(id, &call, &age)).collect();
            for line in laid_out(&samples, room) {
                let alone = ids.iter().any(|id| line.width() == INDENT + id.len());
                prop_assert!(line.width() <= room || alone, "{} of {room}", line.width());
            }
        }
    }
}
