//! Which server this is, in the words of a person and of a machine.

use crate::{
    cli::hints::Hints,
    render::{cell::Cell, column::Tone, escape::visible, phrase::Phrase},
    rq::fleet::Seen,
    store::{Store, error::Error},
};

/// The `server` object of machine formats.
pub fn cell(store: &Store) -> Cell<'_> {
    let address = store.address();
    let (name, protected) = match store.label() {
        Seen::Is(Some(label)) => (Cell::text(&*label.name), Cell::Bool(label.protected)),
        Seen::Is(None) => (Cell::Null, Cell::Bool(false)),
        Seen::Hidden => (Cell::Null, Cell::Null),
    };
    Cell::Record(vec![
        ("label".into(), name),
        ("protected".into(), protected),
        ("url".into(), Cell::text(address.display())),
        ("url_from".into(), Cell::text(&*address.from)),
        ("db".into(), Cell::Int(address.db.into())),
        ("prefix".into(), Cell::text(&*address.prefix)),
        ("redis".into(), Cell::opt(store.redis_version(), Cell::text)),
        ("now".into(), Cell::Time(store.opened_at().0)),
    ])
}

/// The name of the server: `prod-eu (protected)`, `unlabelled`.
pub fn name(store: &Store) -> String {
    match store.label() {
        Seen::Is(Some(label)) if label.protected => format!("{} (protected)", visible(&label.name)),
        Seen::Is(Some(label)) => visible(&label.name).into_owned(),
        Seen::Is(None) => "unlabelled".to_owned(),
        Seen::Hidden => "label hidden by the ACL".to_owned(),
    }
}

/// The URL without its password, and where it came from if not from `-u`:
/// `redis://ops@cache-1:6379/0 (from REDIS_URL)`.
pub fn url(store: &Store) -> String {
    let address = store.address();
    match address.from.as_str() {
        "-u" => address.display(),
        "default" => format!("{} (default)", address.display()),
        from => format!("{} (from {from})", address.display()),
    }
}

/// Its name, so that nobody overlooks that it is protected.
pub fn label(store: &Store) -> Phrase {
    let protected = matches!(store.label(), Seen::Is(Some(label)) if label.protected);
    Phrase::new().say(if protected { Tone::Alert } else { Tone::Plain }, name(store))
}

/// How every plan and every question begins:
/// `on prod-eu (protected), redis://ops@cache-1:6379/0, prefix rq`.
pub fn line(store: &Store) -> Phrase {
    let prefix = &store.address().prefix;
    Phrase::from("on ").and(label(store)).plain(format!(", {}, prefix {prefix}", url(store)))
}

/// For an empty answer: that this database holds nothing of RQ, and where something is. `None` where RQ is at
/// home here.
///
/// # Errors
/// When Redis cannot be asked.
pub fn elsewhere(store: &mut Store, hints: &Hints) -> Result<Option<String>, Error> {
    let databases = store.databases_with_rq()?;
    let address = store.address();
    let (db, prefix) = (address.db, &address.prefix);
    Ok(match databases.first() {
        _ if databases.contains(&db) => None,
        None => Some(format!("no database of this server holds keys of RQ under the prefix {prefix}")),
        Some(other) => Some(format!(
            "database {db} holds no keys of RQ under the prefix {prefix}, database {other} does: {}",
            hints.in_database(*other)
        )),
    })
}
