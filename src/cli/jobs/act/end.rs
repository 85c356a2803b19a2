//! How a run ended, for programs and for people.

use std::borrow::Cow;

use crate::{
    cli::{
        answer,
        exit::{self, Exit, Failure, Said},
        hints::Hints,
        jobs::act::report::Told,
        targets,
        ui::Ui,
    },
    ops::{
        engine::{Ended, Totals},
        refusal::{Instead, Reason},
        verb::Names,
    },
    render::{
        escape::{shell_word, visible},
        listing::{Fault, Tail},
        numbers::{count_of, number},
    },
};

/// The end of one run.
pub struct End {
    pub totals: Totals,
    pub ended: Ended,
    pub truncated: bool,
    pub dry_run: bool,
    /// That of the keys, without its colon.
    pub prefix: String,
    pub names: Names,
    /// What was done, in words.
    pub done: String,
}

impl End {
    /// The tail of the document.
    pub fn tail(&self, hints: &Hints) -> Tail<'static> {
        let error = match &self.ended {
            Ended::Lost(_) => self.lost(hints).map(|said| Fault {
                code: said.code.into(),
                message: said.what.into(),
                hint: said.hint.map(Into::into),
                exit: said.exit as u8,
            }),
            _ => None,
        };
        Tail {
            totals: answer::totals(&self.totals),
            truncated: self.truncated,
            complete: self.ended.complete(),
            error,
        }
    }

    /// Not one job was come to, so that there is nothing to count.
    fn never_began(&self) -> bool {
        matches!(self.ended, Ended::Lost(_)) && self.totals.matched == 0
    }

    /// What is said of a server that was lost, with the code that the whole run ends in.
    fn lost(&self, hints: &Hints) -> Option<Said> {
        let Ended::Lost(e) = &self.ended else { return None };
        let fault = Failure::World(e.clone()).fault(hints)?;
        let unknown = self.totals.by_reason.get(Reason::Unknown.code()).copied().unwrap_or_default();
        let mut what = fault.message.into_owned();
        if !self.dry_run && self.never_began() {
            what = format!("nothing was changed: {what}");
        }
        if !self.dry_run && self.totals.done + unknown > 0 {
            what += &format!("; {}", self.done);
            if unknown > 0 {
                what += &format!(", {} unknown", number(unknown));
            }
            what += "; the same command again finishes it";
        }
        Some(Said {
            exit: exit::of(&self.totals, &self.ended),
            code: e.kind.code(),
            what,
            hint: fault.hint.map(Cow::into_owned),
        })
    }

    /// Says what a person has to know, and gives the code. `left` is how many match still where no more were
    /// allowed, `unread` why standard input could not be read to its end.
    ///
    /// # Errors
    /// When the output cannot be written, where that was all that there was to do.
    pub fn say(
        self,
        told: &Told,
        left: Option<u64>,
        unread: Option<Failure>,
        hints: &Hints,
        ui: &mut Ui,
    ) -> Result<Exit, Failure> {
        if self.dry_run && self.ended == Ended::ReportClosed {
            // A dry run is a read: whoever has seen enough of it ends it well.
            return Ok(Exit::Done);
        }
        let mut exit = exit::of(&self.totals, &self.ended);
        let sentence = self.sentence();
        let person = !ui.format().machine();
        match told.refused.as_ref().filter(|_| person && self.ended == Ended::Finished) {
            Some(refused) => {
                let id = &refused.id;
                let fate = match refused.code == Reason::Already.code() {
                    true => "left as it is".to_owned(),
                    false => format!("not {}", self.names.done),
                };
                let what = format!("{} was {fate}: {}", shell_word(id), refused.message);
                let instead = || refused.instead.as_ref().map(|instead| command(hints, id, instead));
                let hint = refused.hint.clone().or_else(instead);
                match exit {
                    Exit::No if refused.code == Reason::NotFound.code() => {
                        let again = hints.act(&format!("jobs {}", self.names.verb));
                        return Err(targets::not_found(exit, id, 0, &self.prefix, again, hints));
                    }
                    Exit::Done => ui.note(&visible(&what)),
                    _ => ui.error(&Said { exit, code: refused.code, what, hint }),
                }
            }
            None if told.single() || self.never_began() => {}
            None => ui.note(&sentence),
        }
        if told.refused.is_none() {
            for (id, instead) in &told.instead {
                ui.note(&format!("hint: {}", visible(&command(hints, id, instead))));
            }
        }
        if let Some(left) = left {
            let left = count_of(left, "job");
            ui.warn(&format!("no more was done than was shown; {left} still match: the same command again"));
        }
        match &self.ended {
            Ended::Lost(_) => {
                if let Some(said) = self.lost(hints) {
                    ui.error(&said);
                }
            }
            Ended::Interrupted => ui.warn("interrupted; the same command again finishes it"),
            Ended::FailedFast => ui.warn("ended at the first failure, as --fail-fast says"),
            _ => {}
        }
        if told.left_out.count > 0 {
            let count = count_of(told.left_out.count, "ID");
            ui.warn(&format!("{count} cannot be told apart by lines and was left out: use -0"));
            exit = Exit::Partly;
        }
        match unread {
            Some(why) if self.totals.done == 0 => Err(why),
            Some(why) => {
                if let Some(fault) = why.fault(hints) {
                    ui.warn(&fault.message);
                }
                Ok(Exit::Partly)
            }
            None => Ok(exit),
        }
    }

    /// `requeued 40,112, skipped 3, failed 1 (newer 3, illegal_id 1)`; of a dry run `would requeue 40,112 …`.
    fn sentence(&self) -> String {
        let totals = &self.totals;
        let mut line = match self.dry_run {
            true => format!("would {} {}", self.names.verb, number(totals.would)),
            false => self.done.clone(),
        };
        for (word, n) in [("skipped", totals.skipped), ("failed", totals.failed)] {
            if n > 0 {
                line += &format!(", {word} {}", number(n));
            }
        }
        let mut reasons: Vec<_> = totals.by_reason.iter().collect();
        reasons.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
        let reasons: Vec<String> =
            reasons.iter().map(|(reason, n)| format!("{reason} {}", number(**n))).collect();
        if !reasons.is_empty() {
            line += &format!(" ({})", reasons.join(", "));
        }
        if self.dry_run { line + "; nothing was changed" } else { line }
    }
}

/// The command that fits instead, for the job that it fits.
fn command(hints: &Hints, id: &[u8], instead: &Instead) -> String {
    match instead {
        Instead::Job(verb) => hints.act(verb).name(id).to_string(),
        Instead::Queue(verb, queue) => hints.act(verb).option("-q", &queue.0).to_string(),
    }
}
