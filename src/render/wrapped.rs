//! Small tables: a long text wraps inside its column instead of being cut. The lines are laid out by
//! `comfy-table`, in widths that were settled before.

use comfy_table::{CellAlignment, ColumnConstraint, ContentLineStyle, LineStyle, TableStyle, Width};

use crate::render::layout::{GAP, Slot};
use crate::render::style::Style;
use crate::render::text::Said;

/// What stands between two cells and between two rows while the table is taken apart to be painted. Cells
/// never hold them: whatever a terminal would act on was replaced before.
const CELL_END: char = '\x1f';
const ROW_END: char = '\x1e';

/// Appends the rows.
pub(super) fn put<'a>(
    buffer: &mut String,
    slots: &[Slot],
    rows: impl Iterator<Item = &'a Vec<Said>>,
    style: Style,
) {
    let rows: Vec<Vec<&Said>> =
        rows.map(|cells| slots.iter().map(|slot| &cells[slot.column]).collect()).collect();
    let mut rest = rows.iter();
    let mut row = rest.next();
    for line in table(slots, &rows).lines() {
        match row {
            Some(_) if line.starts_with(ROW_END) => row = rest.next(),
            Some(cells) => put_line(buffer, cells, &line, style),
            None => {}
        }
    }
}

fn table(slots: &[Slot], rows: &[Vec<&Said>]) -> comfy_table::Table {
    let between = ContentLineStyle::none().junction(CELL_END);
    let mut table = comfy_table::Table::new();
    table.load_style(TableStyle::new().content_lines(between).row_separator(LineStyle::none().fill(ROW_END)));
    for cells in rows {
        table.add_row(cells.iter().map(|said| said.text.as_str()));
    }
    for (slot, column) in slots.iter().zip(table.column_iter_mut()) {
        let width = u16::try_from(slot.width.max(1)).unwrap_or(u16::MAX);
        column.set_padding((0, 0));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(width)));
        column.set_cell_alignment(if slot.right { CellAlignment::Right } else { CellAlignment::Left });
    }
    table
}

/// One line of a row, each cell in its tone and nothing behind the last.
fn put_line(buffer: &mut String, cells: &[&Said], line: &str, style: Style) {
    let mut owed = 0;
    for (said, part) in cells.iter().zip(line.split(CELL_END)) {
        let text = part.trim_matches(' ');
        if text.is_empty() {
            owed += part.len() + GAP;
            continue;
        }
        let before = part.len() - part.trim_start_matches(' ').len();
        buffer.extend(std::iter::repeat_n(' ', owed + before));
        style.push(buffer, text, said.tone);
        owed = part.len() - before - text.len() + GAP;
    }
    buffer.push('\n');
}
