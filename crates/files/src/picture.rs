//! An uploaded picture made safe: decoded, turned upright, made smaller and written anew. What is
//! kept are pixels; place, camera, owner and anything hidden behind the picture stay behind.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

use crate::Args;

/// Bytes an upload may have.
pub const UPLOAD_BYTES_MAX: usize = 20 * 1024 * 1024;
/// Pixels a picture may have, told from its header before anything is decoded.
pub const PIXELS_MAX: u64 = 50_000_000;
/// Pixels a side may have.
pub const SIDE_MAX: u32 = 20_000;
/// Width of the picture as kept, at most.
pub const FULL_WIDTH: u32 = 1600;
/// Width of the thumbnail, at most.
pub const THUMB_WIDTH: u32 = 480;

/// Memory one decoding may take: 50 million pixels of 16-bit colour with transparency.
const DECODING_BYTES_MAX: u64 = 8 * PIXELS_MAX + 32 * 1024 * 1024;
/// Photographs at this quality show no blocks at reading distance.
const JPEG_QUALITY: u8 = 85;

/// A picture ready to be stored and shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The picture, at most [`FULL_WIDTH`] wide.
    pub full: Vec<u8>,
    /// The thumbnail, at most [`THUMB_WIDTH`] wide, of the same content type.
    pub thumb: Vec<u8>,
    /// `image/jpeg` or `image/png`.
    pub content_type: &'static str,
    /// Width of `full` in pixels.
    pub width: u32,
    /// Height of `full` in pixels.
    pub height: u32,
}

/// Why an upload is not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Nothing came.
    #[error("picture-empty")]
    Empty,
    /// More bytes than [`UPLOAD_BYTES_MAX`].
    #[error("picture-too-many-bytes")]
    TooManyBytes,
    /// More pixels than [`PIXELS_MAX`], or a side above [`SIDE_MAX`].
    #[error("picture-too-many-pixels")]
    TooManyPixels {
        /// Width the file claims.
        width: u32,
        /// Height the file claims.
        height: u32,
    },
    /// SVG: a drawing that can hold scripts.
    #[error("picture-is-svg")]
    Svg,
    /// HEIC, as telephones write it; the telephone can send JPEG instead.
    #[error("picture-is-heic")]
    Heic,
    /// A picture of a kind not taken, or no picture at all.
    #[error("picture-not-taken")]
    NotTaken,
    /// A picture that is a web page as well.
    #[error("picture-holds-a-page")]
    HoldsAPage,
    /// The name says it is something else.
    #[error("picture-name-misleads")]
    NameMisleads,
    /// Cut off or damaged.
    #[error("picture-damaged")]
    Damaged,
}

impl PictureError {
    /// The key under which the interface holds the sentence, and what to put into it.
    pub fn message(&self) -> (String, Args) {
        let args = match self {
            Self::TooManyBytes => vec![("limit", UPLOAD_BYTES_MAX.to_string())],
            Self::TooManyPixels { width, height } => {
                vec![
                    ("width", width.to_string()),
                    ("height", height.to_string()),
                    ("limit", PIXELS_MAX.to_string()),
                ]
            }
            _ => Vec::new(),
        };
        (self.to_string(), args)
    }
}

impl Picture {
    /// Takes an upload: JPEG, PNG, WebP, or the first image of a GIF. `name` is what the sender
    /// called it; the bytes decide what it is, the name may only not contradict.
    ///
    /// # Errors
    /// [`PictureError`].
    pub fn from_upload(bytes: &[u8], name: &str) -> Result<Self, PictureError> {
        if bytes.len() > UPLOAD_BYTES_MAX {
            return Err(PictureError::TooManyBytes);
        }
        let format = format_of(bytes)?;
        if !name_agrees(name) {
            return Err(PictureError::NameMisleads);
        }
        if holds_a_page(bytes) {
            return Err(PictureError::HoldsAPage);
        }
        let image = decoded(bytes, format)?;
        written(&image, format)
    }
}

fn format_of(bytes: &[u8]) -> Result<ImageFormat, PictureError> {
    match bytes {
        [] => Err(PictureError::Empty),
        [0xFF, 0xD8, 0xFF, ..] => Ok(ImageFormat::Jpeg),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', ..] => Ok(ImageFormat::Png),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Ok(ImageFormat::Gif),
        [
            b'R',
            b'I',
            b'F',
            b'F',
            _,
            _,
            _,
            _,
            b'W',
            b'E',
            b'B',
            b'P',
            ..,
        ] => Ok(ImageFormat::WebP),
        [
            _,
            _,
            _,
            _,
            b'f',
            b't',
            b'y',
            b'p',
            b'h' | b'm',
            b'e' | b'i',
            b'i' | b'v' | b'f',
            ..,
        ] => Err(PictureError::Heic),
        _ if contains(&bytes[..bytes.len().min(4096)], b"<svg") => Err(PictureError::Svg),
        _ => Err(PictureError::NotTaken),
    }
}

fn name_agrees(name: &str) -> bool {
    match name.rsplit_once('.') {
        Some((_, extension)) => ["jpg", "jpeg", "jpe", "jfif", "png", "webp", "gif"]
            .contains(&extension.to_ascii_lowercase().as_str()),
        None => true,
    }
}

/// Writing anew would leave it behind anyway; but nobody hides a page in a picture by accident,
/// and whoever sends one should hear of it. Long marks only, as short ones occur by chance.
fn holds_a_page(bytes: &[u8]) -> bool {
    [
        &b"<script"[..],
        b"<!doctype html",
        b"<iframe",
        b"<html>",
        b"<html ",
    ]
    .iter()
    .any(|mark| contains(bytes, mark))
}

fn contains(bytes: &[u8], mark: &[u8]) -> bool {
    let first = mark[0];
    bytes
        .iter()
        .enumerate()
        .filter(|&(_, &byte)| byte == first)
        .any(|(place, _)| {
            bytes
                .get(place..place + mark.len())
                .is_some_and(|found| found.eq_ignore_ascii_case(mark))
        })
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PictureError> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureError::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS_MAX || width.max(height) > SIDE_MAX {
        return Err(PictureError::TooManyPixels { width, height });
    }
    if width == 0 || height == 0 {
        return Err(PictureError::Damaged);
    }
    let orientation = decoder.orientation().map_err(|_| PictureError::Damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(|_| PictureError::Damaged)?;
    image.apply_orientation(orientation);
    Ok(image)
}

fn written(image: &DynamicImage, source: ImageFormat) -> Result<Picture, PictureError> {
    let full = narrowed(image, FULL_WIDTH);
    let thumb = narrowed(&full, THUMB_WIDTH);
    let kind = if is_transparent(&full) {
        Kind::Png
    } else if matches!(source, ImageFormat::Png | ImageFormat::Gif) {
        // Drawings and screenshots stay sharp where that costs little.
        let (png, jpeg) = (
            encoded(&full, Kind::Png)?.len(),
            encoded(&full, Kind::Jpeg)?.len(),
        );
        if png <= jpeg + jpeg / 2 {
            Kind::Png
        } else {
            Kind::Jpeg
        }
    } else {
        Kind::Jpeg
    };
    Ok(Picture {
        width: full.width(),
        height: full.height(),
        full: encoded(&full, kind)?,
        thumb: encoded(&thumb, kind)?,
        content_type: match kind {
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
        },
    })
}

fn narrowed(image: &DynamicImage, most: u32) -> DynamicImage {
    if image.width() <= most {
        return image.clone();
    }
    let height = u64::from(image.height()) * u64::from(most) / u64::from(image.width());
    image.resize_exact(
        most,
        u32::try_from(height).unwrap_or(SIDE_MAX).max(1),
        FilterType::Lanczos3,
    )
}

fn is_transparent(image: &DynamicImage) -> bool {
    image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] < u8::MAX)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
}

fn encoded(image: &DynamicImage, kind: Kind) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    let result = match kind {
        Kind::Jpeg => image
            .to_rgb8()
            .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY)),
        Kind::Png if image.color().has_alpha() => image
            .to_rgba8()
            .write_with_encoder(PngEncoder::new(&mut bytes)),
        Kind::Png => image
            .to_rgb8()
            .write_with_encoder(PngEncoder::new(&mut bytes)),
    };
    result.map(|()| bytes).map_err(|_| PictureError::Damaged)
}
