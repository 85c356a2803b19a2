//! What a table shows of its rows: columns that say the same everywhere go first, then what does not fit
//! the terminal; what stays gets its width.

use std::cmp::Reverse;

use crate::render::column::Fit;
use crate::render::tail::Constant;
use crate::render::text::{Kind, Said, width};

/// Columns of nothing between two columns.
pub(super) const GAP: usize = 2;

/// Below this a shortened text says too little.
const OF_USE: usize = 12;

/// What a table knows of a column before it saw a row.
#[derive(Clone, Copy)]
pub(super) struct Head {
    pub name: &'static str,
    pub title: &'static str,
    pub fit: Fit,
}

#[derive(Default)]
pub(super) struct Layout {
    pub slots: Vec<Slot>,
    pub hidden: Vec<&'static str>,
    pub constant: Vec<Constant>,
}

/// Where one column stands.
#[derive(Clone, Copy)]
pub(super) struct Slot {
    /// Its place in the row.
    pub column: usize,
    pub width: usize,
    pub fit: Fit,
    /// Numbers and ages stand at the right.
    pub right: bool,
}

impl Layout {
    /// For these rows on a terminal of `room` columns. With `fold` a column that says the same in all of
    /// them is taken out, the first never: it names the row.
    pub fn of(heads: &[Head], titles: bool, rows: &[Vec<Said>], room: Option<usize>, fold: bool) -> Layout {
        let cells = |i: usize| rows.iter().map(move |row| &row[i]);
        let mut layout = Layout::default();
        let mut kept = Vec::new();
        for (i, head) in heads.iter().enumerate() {
            match (fold && i > 0).then(|| same(cells(i))).flatten() {
                Some(said) => layout.constant.push(constant(head, said)),
                None => kept.push(i),
            }
        }
        let want = |&i: &usize| Want {
            fit: heads[i].fit,
            head: if titles { width(heads[i].title) } else { 0 },
            body: cells(i).map(|said| said.width).max().unwrap_or(0),
        };
        let wants: Vec<Want> = kept.iter().map(want).collect();
        for (i, width) in kept.into_iter().zip(widths(&wants, room)) {
            match width {
                Some(width) => {
                    let (fit, right) = (heads[i].fit, leans_right(cells(i)));
                    layout.slots.push(Slot { column: i, width, fit, right });
                }
                None => layout.hidden.push(heads[i].name),
            }
        }
        layout
    }
}

/// The cell that all rows have. A moment is never one: two that read alike are not the same.
fn same<'a>(mut cells: impl Iterator<Item = &'a Said>) -> Option<&'a Said> {
    let first = cells.next().filter(|said| said.kind != Kind::Time)?;
    cells.all(|said| said.text == first.text && said.kind == first.kind).then_some(first)
}

fn constant(head: &Head, said: &Said) -> Constant {
    let value = (said.kind != Kind::Null).then(|| said.text.clone());
    Constant { name: head.name, title: head.title, value }
}

/// Whether everything in the column is a number or a moment; nothing (`-`) stands where they stand.
fn leans_right<'a>(cells: impl Iterator<Item = &'a Said>) -> bool {
    let nothing = |kind: &Kind| matches!(kind, Kind::Null | Kind::Unseen);
    let mut kinds = cells.map(|said| said.kind).filter(|kind| !nothing(kind)).peekable();
    kinds.peek().is_some() && kinds.all(|kind| matches!(kind, Kind::Number | Kind::Time))
}

/// What a column asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Want {
    fit: Fit,
    head: usize,
    /// The widest cell.
    body: usize,
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

/// The width of each column, `None` for those that are hidden. The first is never hidden.
fn widths(wants: &[Want], room: Option<usize>) -> Vec<Option<usize>> {
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
    readmit(wants, &mut widths, room);
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

/// The column that goes next: the lowest rank first, then texts that have no useful width left; among
/// equals the one farthest to the right.
fn victim(wants: &[Want], widths: &[Option<usize>]) -> Option<usize> {
    let order = |want: &Want| match want.fit {
        Fit::Drop(rank) => Some(u16::from(rank)),
        Fit::Left | Fit::Right => Some(u16::MAX),
        Fit::Whole => None,
    };
    let kept = (1..wants.len()).filter(|&i| widths[i].is_some()).rev();
    kept.filter_map(|i| Some((order(&wants[i])?, i))).min_by_key(|&(order, _)| order).map(|(_, i)| i)
}

/// Where a text had to go, its room may be enough for columns that went before it: the highest rank first.
fn readmit(wants: &[Want], widths: &mut [Option<usize>], room: usize) {
    let rank = |&i: &usize| match wants[i].fit {
        Fit::Drop(rank) if widths[i].is_none() => Some((Reverse(rank), i)),
        _ => None,
    };
    let mut gone: Vec<_> = (1..wants.len()).filter_map(|i| rank(&i)).collect();
    gone.sort();
    for (_, i) in gone {
        widths[i] = Some(wants[i].full());
        if total(widths) > room {
            widths[i] = None;
        }
    }
}

/// Room that is left goes to the shortened texts in equal parts, and what one does not need to the others.
fn share(wants: &[Want], widths: &mut [Option<usize>], mut spare: usize) {
    while spare > 0 {
        let short = |&i: &usize| widths[i].is_some_and(|width| width < wants[i].full());
        let open: Vec<usize> = (0..wants.len()).filter(short).collect();
        if open.is_empty() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::collection::vec;
    use proptest::prelude::*;

    fn want(fit: Fit, head: usize, body: usize) -> Want {
        Want { fit, head, body }
    }

    #[test]
    fn everything_is_whole_where_there_is_room_or_no_terminal() {
        let wants = [want(Fit::Whole, 2, 36), want(Fit::Drop(1), 6, 5), want(Fit::Right, 5, 40)];
        let whole = [Some(36), Some(6), Some(40)];
        assert_eq!(widths(&wants, None), whole);
        assert_eq!(widths(&wants, Some(86)), whole);
    }

    #[test]
    fn texts_are_shortened_before_anything_is_dropped() {
        let wants = [
            want(Fit::Whole, 2, 36),
            want(Fit::Drop(1), 6, 5),
            want(Fit::Right, 5, 40),
            want(Fit::Left, 8, 14),
        ];
        assert_eq!(widths(&wants, Some(80)), [Some(36), Some(6), Some(18), Some(14)]);
    }

    #[test]
    fn the_lowest_rank_goes_first_and_the_id_never() {
        let wants = [
            want(Fit::Whole, 2, 36),
            want(Fit::Drop(2), 6, 5),
            want(Fit::Drop(1), 6, 5),
            want(Fit::Right, 5, 40),
            want(Fit::Left, 8, 30),
        ];
        assert_eq!(widths(&wants, Some(73)), [Some(36), Some(6), None, Some(13), Some(12)]);
        assert_eq!(widths(&wants, Some(66)), [Some(36), None, None, Some(13), Some(13)]);
        assert_eq!(widths(&wants, Some(60)), [Some(36), Some(6), None, Some(14), None]);
        assert_eq!(widths(&wants, Some(54)), [Some(36), None, None, Some(16), None]);
        assert_eq!(widths(&wants, Some(46)), [Some(36), Some(6), None, None, None]);
        assert_eq!(widths(&wants, Some(20)), [Some(36), None, None, None, None]);
    }

    #[test]
    fn a_short_text_leaves_its_room_to_a_long_one() {
        let wants = [want(Fit::Right, 4, 14), want(Fit::Right, 4, 60)];
        assert_eq!(widths(&wants, Some(60)), [Some(14), Some(44)]);
    }

    fn fit() -> impl Strategy<Value = Fit> {
        prop_oneof![Just(Fit::Whole), any::<u8>().prop_map(Fit::Drop), Just(Fit::Left), Just(Fit::Right)]
    }

    proptest! {
        #[test]
        fn the_room_is_kept_where_what_is_whole_fits(
            mut wants in vec((fit(), 0usize..20, 0usize..80).prop_map(|(f, h, b)| want(f, h, b)), 1..9),
            room in 1usize..200,
        ) {
            if !wants[0].flexible() {
                wants[0].fit = Fit::Whole;
            }
            let widths = widths(&wants, Some(room));
            let whole: Vec<_> = wants.iter().map(|w| (w.fit == Fit::Whole).then_some(w.full())).collect();
            if total(&whole) + if wants[0].flexible() { 1 + GAP } else { 0 } <= room {
                prop_assert!(total(&widths) <= room, "{:?}", widths);
            }
            for (want, width) in wants.iter().zip(&widths) {
                match want.fit {
                    Fit::Whole => prop_assert_eq!(*width, Some(want.full())),
                    Fit::Drop(_) => prop_assert!(width.is_none_or(|w| w == want.full())),
                    Fit::Left | Fit::Right => prop_assert!(width.is_none_or(|w| w <= want.full())),
                }
            }
        }
    }
}
