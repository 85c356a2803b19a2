//! Around a job: where it stands, whom it waits for and who waits for it.

use crate::{
    render::{
        column::Tone,
        escape::shell_word,
        numbers::{count_of, thousands},
        page::Page,
        phrase::Phrase,
    },
    rq::{
        dossier::{Dossier, Relatives, SEARCHED, Spot},
        id::JobId,
        place::{Place, Registry},
        status::Status,
    },
    views::jobs::Row,
};

/// Relatives that a screen names.
const SHOWN: usize = 10;

/// The lists and registries that name it.
pub(super) fn places(r: &Row, dossier: &Dossier, page: &mut Page) {
    let mut label = "found in";
    for spot in &dossier.spots {
        let mut phrase = Phrase::from(place(spot));
        if !spot.fits {
            phrase = phrase.plain("   ").say(Tone::Warn, misfit(r, spot));
        }
        page.field(label, phrase);
        label = "";
    }
    let over = r.c.status().is_some_and(|s| s.is_terminal());
    if dossier.spots.is_empty() {
        let nowhere = match dossier.lists_longer {
            true => format!(
                "no registry, nor the first and last {} of {}",
                thousands(SEARCHED as i64),
                count_of(dossier.list_entries, "list entry")
            ),
            false if dossier.queues_unseen => {
                "no list and no registry of the queues that are known".to_owned()
            }
            false => "no list and no registry".to_owned(),
        };
        page.field("found in", Phrase::new().say(if over { Tone::Dim } else { Tone::Warn }, nowhere));
    }
}

/// `queue:mail, position 3`.
fn place(spot: &Spot) -> String {
    let kind = spot.place.kind();
    let name = match &spot.place {
        Place::Group(name) | Place::Allowed(name) | Place::RateLimited(name) => Some(shell_word(name)),
        Place::WorkerExecutions(worker) => Some(shell_word(&worker.0)),
        other => other.queue().map(|queue| shell_word(&queue.0)),
    };
    let mut text = name.map_or_else(|| kind.to_owned(), |name| format!("{kind}:{name}"));
    if let Some(position) = spot.position {
        text += &format!(", position {}", thousands(i64::try_from(position).unwrap_or(i64::MAX)));
    }
    text
}

/// What it means that a job stands where its status does not call for it.
fn misfit(r: &Row, spot: &Spot) -> String {
    let status = match r.c.status() {
        Some(status) => format!("does not fit `{}`", status.lossy()),
        None => "names a job that is not there".to_owned(),
    };
    let effect = match &spot.place {
        Place::Queue(_) if r.c.job().is_some() => ": it will run",
        Place::Registry(Registry::Scheduled, _) if r.c.job().is_some() => ": it will be queued when due",
        _ => "",
    };
    status + effect
}

/// Whom it waits for and who waits for it; `tree` is the command that shows all of them.
pub(super) fn relatives(dossier: &Dossier, tree: Option<&str>, page: &mut Page) {
    one_side("needs", &dossier.dependencies, page);
    one_side("needed by", &dossier.dependents, page);
    let some = dossier.dependencies.total + dossier.dependents.total > 0;
    if let Some(tree) = tree.filter(|_| some) {
        page.field("", Phrase::new().command(tree));
    }
}

fn one_side(label: &str, side: &Relatives, page: &mut Page) {
    let mut label = label;
    for (id, status) in side.jobs.iter().take(SHOWN) {
        page.field(label, relative_of(id, status.as_ref()));
        label = "";
    }
    let more = side.total.saturating_sub(side.jobs.len().min(SHOWN) as u64);
    if more > 0 {
        page.field(label, Phrase::new().say(Tone::Dim, format!("and {} more", thousands(more as i64))));
    }
}

fn relative_of(id: &JobId, status: Option<&Status>) -> Phrase {
    let phrase = Phrase::new().name(Tone::Plain, &id.0).plain("  ");
    match status {
        Some(status @ (Status::Failed | Status::Stopped | Status::Canceled)) => {
            phrase.say(Tone::Bad, status.lossy())
        }
        Some(status) => phrase.plain(status.lossy()),
        None => phrase.say(Tone::Warn, "gone"),
    }
}
