use std::fmt;

/// One place that breaks a rule, in the form editors and terminals can jump to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Path from the root of the repository, with `/`.
    pub path: String,
    /// Counted from 1; 0 where the whole file is meant.
    pub line: usize,
    /// What inside the file is meant, steady against edits above it: a key, a
    /// function, a crate. Exceptions name it.
    pub subject: String,
    /// What to do about it.
    pub remedy: String,
}

impl Violation {
    /// A violation at a line of a file.
    pub fn at(path: &str, line: usize, subject: &str, remedy: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            line,
            subject: subject.to_owned(),
            remedy: remedy.into(),
        }
    }

    /// `path:line: rule: what to do`.
    pub fn line_of(&self, rule: &str) -> String {
        format!("{}:{}: {rule}: {}", self.path, self.line, self.remedy)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.remedy)
    }
}
