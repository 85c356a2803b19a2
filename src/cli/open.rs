//! Opening the server that is meant, and no other.

use crate::{
    cli::{
        exit::{Exit, Failure},
        global::Global,
        hints::Hints,
        server,
        ui::{self, Ui},
    },
    rq::fleet::Seen,
    store::{Store, conn::Tls},
};

/// Proof that `--read-only` was asked about before anything was connected. No consent is made without it.
pub struct Permit(());

impl Global {
    /// Connects, and goes on only on the server that `--on` names.
    pub fn open(&self, ui: &mut Ui) -> Result<Store, Failure> {
        let store = self.connect(ui)?;
        self.check_label(&store)?;
        Ok(store)
    }

    /// Connects to whatever answers, for the commands that set the label.
    pub fn connect(&self, ui: &mut Ui) -> Result<Store, Failure> {
        let mut address = self.address()?;
        address.trace = self.verbose.then_some(ui::trace);
        if address.tls().is_some_and(Tls::insecure) {
            ui.warn("the server's certificate is not checked: someone in between would go unnoticed");
        }
        Ok(Store::open(&address)?)
    }

    /// Whether this is the server that `--on` names, if it names one.
    ///
    /// # Errors
    /// Exit 2 where it is not, or cannot be known.
    pub fn check_label(&self, store: &Store) -> Result<(), Failure> {
        let Some(wanted) = self.wanted_label() else { return Ok(()) };
        let url = server::url(store);
        let (found, hint) = match store.label() {
            Seen::Is(Some(label)) if label.name == wanted => return Ok(()),
            Seen::Is(Some(label)) => (
                format!("{url} is labelled `{}`, not `{wanted}`", label.name),
                "name the server that is meant with -u URL".to_owned(),
            ),
            Seen::Is(None) => (
                format!("{url} has no label, so it is not known to be `{wanted}`"),
                format!("if it is: {}", self.hints().act("label set").name(wanted)),
            ),
            Seen::Hidden => (
                format!("the ACL hides the label of {url}, so it is not known to be `{wanted}`"),
                self.hints().rule_for_label(),
            ),
        };
        Err(Failure::new(Exit::Usage, "wrong_server", found).hint(hint))
    }

    /// Asked for by everything that changes Redis, before it connects.
    ///
    /// # Errors
    /// Exit 2 with `--read-only`.
    pub fn permit(&self) -> Result<Permit, Failure> {
        if self.read_only {
            return Err(Failure::new(
                Exit::Usage,
                "read_only",
                "this would change something, and --read-only is set",
            ));
        }
        Ok(Permit(()))
    }

    /// How a command in a hint begins, so that it is complete.
    pub fn hints(&self) -> Hints {
        Hints::new(self)
    }
}
