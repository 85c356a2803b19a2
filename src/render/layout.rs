//! Which columns a table keeps on a terminal, and how wide each is.

use crate::render::column::Fit;

/// Columns of nothing between two columns.
pub(super) const GAP: usize = 2;

/// Below this a shortened text says too little.
const OF_USE: usize = 12;

/// What a column asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Want {
    pub fit: Fit,
    pub head: usize,
    /// The widest cell.
    pub body: usize,
}

impl Want {
    fn full(&self) -> usize {
        self.head.max(self.body)
    }

    fn flexible(&self) -> bool {
        matches!(self.fit, Fit::Left | Fit::Right)
    }

    fn least(&self) -> usize {
        if self.flexible() { self.full().min(self.head.max(OF_USE)) } else { self.full() }
    }
}

/// The width of each column, `None` for those that are hidden. The first column names the row and is
/// never hidden.
pub(super) fn lay(wants: &[Want], room: Option<usize>) -> Vec<Option<usize>> {
    let mut widths: Vec<Option<usize>> = wants.iter().map(|want| Some(want.full())).collect();
    let Some(room) = room else { return widths };
    if total(&widths) <= room {
        return widths;
    }
    for (width, want) in widths.iter_mut().zip(wants) {
        *width = Some(want.least());
    }
    while total(&widths) > room
        && let Some(victim) = victim(wants, &widths)
    {
        widths[victim] = None;
    }
    match total(&widths) {
        used if used > room => squeeze(wants, &mut widths, used - room),
        used => share(wants, &mut widths, room - used),
    }
    widths
}

fn total(widths: &[Option<usize>]) -> usize {
    let kept = widths.iter().flatten().count();
    widths.iter().flatten().sum::<usize>() + GAP * kept.saturating_sub(1)
}

/// The column that goes next: the lowest rank first, then texts that cannot be shown in a useful width;
/// among equals the one farthest to the right.
fn victim(wants: &[Want], widths: &[Option<usize>]) -> Option<usize> {
    let order = |want: &Want| match want.fit {
        Fit::Drop(rank) => Some(u16::from(rank)),
        Fit::Left | Fit::Right => Some(u16::MAX),
        Fit::Whole => None,
    };
    let kept = (1..wants.len()).filter(|&i| widths[i].is_some()).rev();
    kept.filter_map(|i| Some((order(&wants[i])?, i))).min_by_key(|&(order, _)| order).map(|(_, i)| i)
}

/// Room that is left goes to the shortened texts in equal parts, and what one does not need to the others.
fn share(wants: &[Want], widths: &mut [Option<usize>], mut spare: usize) {
    loop {
        let open: Vec<usize> =
            (0..wants.len()).filter(|&i| widths[i].is_some_and(|w| w < wants[i].full())).collect();
        if open.is_empty() || spare == 0 {
            return;
        }
        let part = (spare / open.len()).max(1);
        for i in open {
            let width = widths[i].unwrap_or_default();
            let more = part.min(spare).min(wants[i].full() - width);
            widths[i] = Some(width + more);
            spare -= more;
        }
    }
}

/// Nothing can go any more: a first column that may be shortened is.
fn squeeze(wants: &[Want], widths: &mut [Option<usize>], over: usize) {
    if let (Some(want), Some(Some(width))) = (wants.first(), widths.first_mut())
        && want.flexible()
    {
        *width = width.saturating_sub(over).max(1);
    }
}
