//! The only maker of [`Consent`]: what must be said or asked before anything is changed.

use std::borrow::Cow;

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        open::Permit,
        server,
        ui::Ui,
    },
    render::{column::Tone, numbers::count_of, phrase::Phrase},
    rq::fleet::Seen,
    store::{Store, conn::Label, writer::Consent},
};

/// More jobs than this are never a matter of y or n.
const MANY: u64 = 1_000;

/// How much it takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// One job or one worker by name, `workers resume`: goes on.
    Named,
    /// The command says it all, such as `maintenance run`: goes on, but on a protected server the label must be
    /// named.
    Command(&'static str),
    /// Several, or whatever a filter matches: y or n. With more than a thousand the count is typed.
    Several,
    /// What cannot be undone, of more than one: the count is typed.
    Grave,
}

/// What a person sees before answering. Counting costs a pass over the selection, so it is made only when
/// somebody is asked.
#[derive(Debug)]
pub struct Ask {
    pub weight: Weight,
    /// What is done to how many of what: `stop`, 31, `job`.
    pub verb: Cow<'static, str>,
    pub count: u64,
    pub noun: &'static str,
    /// Lines between the server and the question: count by status and queue, samples, what cannot be undone,
    /// what it does to others.
    pub lines: Vec<Phrase>,
}

/// What comes before acting.
#[derive(Debug, PartialEq)]
pub enum Decision {
    Given(Consent),
    /// Count and [`ask`].
    Ask,
}

/// Looks at what was typed and at the label, before anything is counted.
///
/// # Errors
/// Exit 2 where `--on` or `--yes` is missing.
pub fn decide(
    _: &Permit,
    global: &Global,
    ui: &Ui,
    store: &Store,
    weight: Weight,
    yes: bool,
) -> Result<Decision, Failure> {
    let named = global.wanted_label().is_some();
    verdict(weight, yes, ui.can_ask(), named, store.label()).map_err(|missing| {
        let hints = global.hints().on(store);
        refusal(&missing, &hints, store.label())
    })
}

/// What keeps an act from going on.
#[derive(Debug, PartialEq)]
enum Missing {
    Label,
    /// The ACL hides the label, so it is not known whether it must be named.
    SightOfLabel,
    Yes,
}

fn verdict(
    weight: Weight,
    yes: bool,
    can_ask: bool,
    named: bool,
    label: Seen<Option<&Label>>,
) -> Result<Decision, Missing> {
    let heavy = weight != Weight::Named;
    match label {
        Seen::Hidden if heavy => return Err(Missing::SightOfLabel),
        Seen::Is(Some(label)) if heavy && label.protected && !named => return Err(Missing::Label),
        _ => {}
    }
    match weight {
        Weight::Named => Ok(Decision::Given(Consent::Named)),
        Weight::Command(name) => Ok(Decision::Given(Consent::Command(name))),
        Weight::Several | Weight::Grave if yes => Ok(Decision::Given(Consent::Yes)),
        Weight::Several | Weight::Grave if can_ask => Ok(Decision::Ask),
        Weight::Several | Weight::Grave => Err(Missing::Yes),
    }
}

fn refusal(missing: &Missing, hints: &Hints, label: Seen<Option<&Label>>) -> Failure {
    let failure = |what: String| Failure::new(Exit::Usage, "consent", what);
    match missing {
        Missing::Label => {
            let name = label.ok().flatten().map(|l| l.name.as_str()).unwrap_or_default();
            failure(format!("this server is `{name}` and protected: such an act must name it with --on"))
                .hint(hints.again_on(name))
        }
        Missing::SightOfLabel => {
            failure("the ACL hides the label of this server, and such an act needs to know it".to_owned())
                .hint(hints.rule_for_label())
        }
        Missing::Yes => failure("nobody can be asked here: such an act needs --yes".to_owned())
            .hint(hints.again_with("--yes")),
    }
}

/// Shows what would be done, and waits for the answer.
///
/// # Errors
/// Exit 2 for any answer but yes; nothing was changed then.
pub fn ask(_: &Permit, ui: &mut Ui, store: &Store, ask: &Ask) -> Result<Consent, Failure> {
    ui.question(|page| {
        page.line(server::line(store));
        ask.lines.iter().for_each(|line| page.line(line.clone()));
    });
    let object = match ask.count {
        1 => format!("this {}", ask.noun),
        n => count_of(n, ask.noun),
    };
    let by_count = ask.weight == Weight::Grave || ask.count > MANY;
    let question = match by_count {
        true => format!("to {} {object}, type {}:", ask.verb, ask.count),
        false => format!("{} {object}? [y/N]", ask.verb),
    };
    let answer = ui.ask(&ui.style().paint(&question, Tone::Strong)).unwrap_or_default();
    match agrees(&answer, by_count.then_some(ask.count)) {
        true => Ok(Consent::Asked { shown: ask.count }),
        false => Err(Failure::new(Exit::Usage, "declined", "not confirmed; nothing was changed")),
    }
}

/// `count` is what has to be typed, where y is not enough.
fn agrees(answer: &str, count: Option<u64>) -> bool {
    match count {
        Some(count) => answer.replace(',', "").parse() == Ok(count),
        None => matches!(answer.to_lowercase().as_str(), "y" | "yes"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(protected: bool) -> Label {
        Label { name: "prod-eu".to_owned(), protected }
    }

    const HEAVY: [Weight; 3] = [Weight::Command("maintenance run"), Weight::Several, Weight::Grave];

    #[test]
    fn one_that_is_named_goes_on_everywhere() {
        let protected = label(true);
        for label in [Seen::Is(None), Seen::Is(Some(&protected)), Seen::Hidden] {
            for (yes, can_ask, named) in [(false, false, false), (true, true, true)] {
                let verdict = verdict(Weight::Named, yes, can_ask, named, label);
                assert_eq!(verdict, Ok(Decision::Given(Consent::Named)));
            }
        }
    }

    #[test]
    fn a_protected_server_must_be_named_even_with_yes() {
        let protected = label(true);
        for weight in HEAVY {
            for yes in [false, true] {
                let of = |named| verdict(weight, yes, true, named, Seen::Is(Some(&protected)));
                assert_eq!(of(false), Err(Missing::Label), "{weight:?}");
                assert!(of(true).is_ok(), "{weight:?}");
            }
        }
    }

    #[test]
    fn a_hidden_label_refuses_whatever_needs_more_than_a_name() {
        for weight in HEAVY {
            assert_eq!(verdict(weight, true, true, true, Seen::Hidden), Err(Missing::SightOfLabel));
        }
    }

    #[test]
    fn many_are_asked_about_or_need_yes() {
        let open = label(false);
        for weight in [Weight::Several, Weight::Grave] {
            for label in [Seen::Is(None), Seen::Is(Some(&open))] {
                assert_eq!(verdict(weight, false, true, false, label), Ok(Decision::Ask));
                assert_eq!(verdict(weight, false, false, false, label), Err(Missing::Yes));
                for can_ask in [false, true] {
                    let yes = verdict(weight, true, can_ask, false, label);
                    assert_eq!(yes, Ok(Decision::Given(Consent::Yes)));
                }
            }
        }
    }

    #[test]
    fn only_a_clear_yes_or_the_exact_count_agrees() {
        for answer in ["y", "Y", "yes", "YES"] {
            assert!(agrees(answer, None), "{answer}");
        }
        for answer in ["", "n", "no", "yep", "31", "ja"] {
            assert!(!agrees(answer, None), "{answer}");
        }
        assert!(agrees("1204", Some(1204)) && agrees("1,204", Some(1204)));
        for answer in ["y", "yes", "", "1205", "-1204", "all"] {
            assert!(!agrees(answer, Some(1204)), "{answer}");
        }
    }
}
