//! The design language of Herald as functions: shell, page, table, form, chart,
//! dialog, editor; the two languages; the files a browser loads. Class names and
//! htmx attributes live in this crate only.
//!
//! It must never know a feature, an act, the database or who is asking. A
//! component takes typed values and returns markup; it computes nothing.

pub mod assets;
pub mod doc;
pub mod fmt;
pub mod i18n;

mod builder;
mod button;
mod chart;
mod editor;
mod form;
mod gallery;
mod live;
mod message;
mod page;
mod plan_views;
mod print;
mod reader;
mod runs;
mod shell;
mod state;
mod table;
mod title;
mod trail;

pub use builder::*;
pub use button::*;
pub use chart::*;
pub use editor::*;
pub use form::*;
pub use gallery::{gallery, gallery_editor, gallery_in};
pub use i18n::{Arg, Lang};
pub use live::*;
pub use message::*;
pub use page::*;
pub use plan_views::*;
pub use print::*;
pub use reader::{ReaderAct, ReaderPage, reader_page};
pub use runs::mark_han;
pub use shell::*;
pub use state::*;
pub use table::*;
pub use title::title_breaks;
pub use trail::*;

pub use maud::{Markup, PreEscaped, Render, html};
