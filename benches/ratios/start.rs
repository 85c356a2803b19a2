//! Starting: what every call pays before it does anything.

use crate::measure::{medians, over, rqctl_alone, seconds};
use crate::{Goal, Ratio};

pub fn ratios(say: &mut dyn FnMut(Ratio)) {
    let mut rq = std::process::Command::new(harness::python("3.0.0"));
    rq.args(["-m", "rq.cli", "--help"]);
    let walls = medians(15, &mut [rq, rqctl_alone(&["--help"])]);
    say(Ratio {
        what: "--help: rq / rqctl",
        reference: seconds(walls[0]),
        rqctl: seconds(walls[1]),
        ratio: over(walls[0], walls[1]),
        goal: Goal::AtLeast(60.0, 150.0),
    });
}
