//! Parts of the running program that acts and jobs reach by type: the media store, the
//! public addresses. Put in once at start.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::Arc;

/// A shelf of shared values, at most one of each type.
#[derive(Clone, Default)]
pub struct Parts(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Parts {
    /// Puts a value on the shelf.
    #[must_use]
    pub fn with<T: Send + Sync + 'static>(mut self, part: T) -> Self {
        self.0.insert(TypeId::of::<T>(), Arc::new(part));
        self
    }

    pub(crate) fn get<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0
            .get(&TypeId::of::<T>())
            .cloned()
            .and_then(|part| part.downcast().ok())
    }
}

/// Where the program is reached from outside, for links in letters and mails.
#[derive(Clone, Debug)]
pub struct Addresses {
    /// The desk, without a slash at the end: `http://127.0.0.1:8080`.
    pub desk: String,
    /// The public side, likewise.
    pub site: String,
}
