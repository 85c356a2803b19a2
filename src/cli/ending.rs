//! What is said at the end of a run that was not good.

use std::process::ExitCode;

use crate::{
    cli::{
        exit::{Exit, Failure, Said},
        hints::Hints,
        ui::Ui,
    },
    render::listing::Fault,
    store::error::Kind,
};

impl Failure {
    /// The failure as a machine format says it, for the tail of a document that broke off.
    pub fn fault(&self, hints: &Hints) -> Option<Fault<'static>> {
        let said = self.said(hints)?;
        Some(Fault {
            code: said.code.into(),
            message: said.what.into(),
            hint: said.hint.map(Into::into),
            exit: said.exit as u8,
        })
    }

    fn said(&self, hints: &Hints) -> Option<Said> {
        match self {
            Failure::Said(said) => Some(said.clone()),
            Failure::World(e) => Some(Said {
                exit: if e.kind == Kind::Address { Exit::Usage } else { Exit::CouldNotAsk },
                code: e.kind.code(),
                what: e.text.clone(),
                hint: hints.after(e),
            }),
            Failure::PipeClosed => None,
        }
    }
}

/// Says what went wrong, if anything did, and gives the code. Nothing else ends the program.
pub fn report(end: Result<Exit, Failure>, ui: &mut Ui, hints: &Hints) -> ExitCode {
    let flushed = ui.flush().map_err(Failure::from);
    let exit = match end.and_then(|exit| flushed.map(|()| exit)).map_err(|failure| failure.said(hints)) {
        Ok(exit) => exit,
        Err(None) => Exit::Done,
        Err(Some(said)) => {
            ui.error(&said);
            said.exit
        }
    };
    ExitCode::from(exit as u8)
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::store::error::Error;

    #[test]
    fn a_closed_pipe_has_nothing_to_say() {
        let failure = Failure::from(io::Error::from(io::ErrorKind::BrokenPipe));
        assert!(failure.fault(&Hints::default()).is_none());
    }

    #[test]
    fn an_address_that_makes_no_sense_is_a_matter_of_usage() {
        let of = |kind| Failure::from(Error::new(kind, "x")).fault(&Hints::default()).map(|f| f.exit);
        assert_eq!(of(Kind::Address), Some(2));
        assert_eq!(of(Kind::Refused), Some(4));
    }
}
