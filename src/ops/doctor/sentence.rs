//! What is said about a finding, in parts: who prints it knows how numbers, ages and names look on a terminal
//! and in JSON.

/// A part of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    Text(String),
    /// A queue, a host, a worker.
    Name(Vec<u8>),
    /// A job ID, set apart from the words around it.
    Id(Vec<u8>),
    Number(u64),
    /// Seconds, in the largest units that matter.
    Age(f64),
    Bytes(u64),
    /// A moment, in microseconds since the epoch.
    Moment(i64),
}

/// One finding in words, lower case, without full stop.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sentence(pub Vec<Part>);

impl Sentence {
    pub fn new() -> Sentence {
        Sentence::default()
    }

    pub fn text(mut self, text: impl Into<String>) -> Sentence {
        self.0.push(Part::Text(text.into()));
        self
    }

    pub fn name(mut self, name: &[u8]) -> Sentence {
        self.0.push(Part::Name(name.to_vec()));
        self
    }

    pub fn id(mut self, id: &[u8]) -> Sentence {
        self.0.push(Part::Id(id.to_vec()));
        self
    }

    pub fn age(mut self, seconds: f64) -> Sentence {
        self.0.push(Part::Age(seconds));
        self
    }

    pub fn bytes(mut self, bytes: u64) -> Sentence {
        self.0.push(Part::Bytes(bytes));
        self
    }

    pub fn moment(mut self, micros: i64) -> Sentence {
        self.0.push(Part::Moment(micros));
        self
    }

    /// A bare number.
    pub fn number(mut self, n: u64) -> Sentence {
        self.0.push(Part::Number(n));
        self
    }

    /// One behind the other.
    pub fn and(mut self, other: Sentence) -> Sentence {
        self.0.extend(other.0);
        self
    }

    /// A number and the word that agrees with it.
    pub fn count(mut self, n: u64, one: &str, many: &str) -> Sentence {
        self.0.push(Part::Number(n));
        self.text(format!(" {}", if n == 1 { one } else { many }))
    }

    /// `; 3 more queues`, where there are more.
    pub fn and_more(self, n: u64, one: &str, many: &str) -> Sentence {
        match n {
            0 => self,
            n => self.text("; ").count(n, one, many),
        }
    }
}

impl From<&str> for Sentence {
    fn from(text: &str) -> Sentence {
        Sentence::new().text(text)
    }
}
