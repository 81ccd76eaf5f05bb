//! Sending through the door, on both engines.
