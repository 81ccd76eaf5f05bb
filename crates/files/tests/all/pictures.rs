//! Uploads that are pictures, and uploads that are not.

use std::io::Cursor;

use files::picture::{FULL_WIDTH, Picture, PictureError, THUMB_WIDTH};
use image::{DynamicImage, GenericImageView, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use proptest::prelude::*;

fn bytes(image: &DynamicImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Left half red, right half blue, with noise so that it is a photograph.
fn photo(width: u32, height: u32) -> DynamicImage {
    RgbImage::from_fn(width, height, |x, y| {
        let noise = ((x * 31 + y * 17) % 23) as u8;
        if x < width / 2 {
            Rgb([230 + noise, noise, noise])
        } else {
            Rgb([noise, noise, 230 + noise])
        }
    })
    .into()
}

#[test]
fn every_taken_format_becomes_a_small_clean_picture() {
    for (format, name) in [
        (ImageFormat::Jpeg, "a.JPG"),
        (ImageFormat::Png, "a.png"),
        (ImageFormat::WebP, "a.webp"),
        (ImageFormat::Gif, "a.gif"),
    ] {
        let picture = Picture::from_upload(&bytes(&photo(1700, 85), format), name).unwrap();
        assert_eq!(
            (picture.width, picture.height),
            (FULL_WIDTH, 80),
            "{format:?}"
        );
        let thumb = image::load_from_memory(&picture.thumb).unwrap();
        assert_eq!(thumb.dimensions(), (THUMB_WIDTH, 24));
    }
}

#[test]
fn photographs_become_jpeg_and_transparency_stays() {
    let picture =
        Picture::from_upload(&bytes(&photo(400, 300), ImageFormat::Jpeg), "photo").unwrap();
    assert_eq!((picture.content_type, picture.width), ("image/jpeg", 400));

    let logo: DynamicImage = RgbaImage::from_pixel(50, 50, Rgba([200, 0, 0, 100])).into();
    let picture = Picture::from_upload(&bytes(&logo, ImageFormat::Png), "logo.png").unwrap();
    assert_eq!(picture.content_type, "image/png");
    assert_eq!(
        image::load_from_memory(&picture.full)
            .unwrap()
            .get_pixel(1, 1),
        Rgba([200, 0, 0, 100])
    );
}

/// A JPEG whose Exif says that it was taken with the camera turned, and where.
fn turned(orientation: u8) -> Vec<u8> {
    let jpeg = bytes(&photo(80, 40), ImageFormat::Jpeg);
    let mut exif = b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0".to_vec();
    exif.extend_from_slice(&[orientation, 0, 0, 0, 0, 0, 0]);
    exif.extend_from_slice(b"GPS 25.0330N 121.5654E");
    let mut whole = jpeg[..2].to_vec();
    whole.extend_from_slice(&[0xFF, 0xE1]);
    whole.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    whole.extend_from_slice(&exif);
    whole.extend_from_slice(&jpeg[2..]);
    whole
}

#[test]
fn a_picture_is_turned_upright_and_forgets_where_it_was_taken() {
    let picture = Picture::from_upload(&turned(6), "a.jpg").unwrap();
    assert_eq!((picture.width, picture.height), (40, 80));
    // A quarter turn clockwise brings the red left half to the top.
    let upright = image::load_from_memory(&picture.full).unwrap();
    assert!(upright.get_pixel(20, 10).0[0] > 150 && upright.get_pixel(20, 70).0[2] > 150);
    assert!(!picture.full.windows(3).any(|window| window == b"GPS"));
    assert!(!picture.full.windows(4).any(|window| window == b"Exif"));
}

#[test]
fn what_is_no_picture_is_refused_by_its_bytes() {
    let png = bytes(&photo(4, 4), ImageFormat::Png);
    let polyglot = [&png[..], b"<ScRiPt>alert(1)</script>"].concat();
    let table: [(&[u8], &str, PictureError); 11] = [
        (b"", "a.png", PictureError::Empty),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
            "a.png",
            PictureError::Svg,
        ),
        (
            b"<?xml version='1.0'?>\n<!-- x --><SVG onload='alert(1)'/>",
            "a.svg",
            PictureError::Svg,
        ),
        (
            b"<!DOCTYPE html><script>alert(1)</script>",
            "a.jpg",
            PictureError::NotTaken,
        ),
        (b"MZ\x90\0\x03", "a.jpg", PictureError::NotTaken),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "a.heic", PictureError::Heic),
        (b"BM\x36\0\0\0", "a.bmp", PictureError::NotTaken),
        (&png[..png.len() / 2], "a.png", PictureError::Damaged),
        (
            b"\xFF\xD8\xFF\xE0 not really",
            "a.jpg",
            PictureError::Damaged,
        ),
        (&polyglot, "a.png", PictureError::HoldsAPage),
        (&png, "a.html", PictureError::NameMisleads),
    ];
    for (bytes, name, error) in table {
        assert_eq!(Picture::from_upload(bytes, name), Err(error), "{name}");
    }
    assert_eq!(
        Picture::from_upload(&vec![0; 20 * 1024 * 1024 + 1], "a.png"),
        Err(PictureError::TooManyBytes)
    );
}

/// A GIF of two frames, red and then blue, that would move for ever.
fn moving() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::gif::GifEncoder::new(&mut bytes);
    encoder
        .set_repeat(image::codecs::gif::Repeat::Infinite)
        .unwrap();
    for colour in [Rgba([230, 0, 0, 255]), Rgba([0, 0, 230, 255])] {
        let frame = image::Frame::new(RgbaImage::from_pixel(20, 20, colour));
        encoder.encode_frame(frame).unwrap();
    }
    drop(encoder);
    bytes
}

#[test]
fn a_moving_picture_keeps_its_first_image_and_stands_still() {
    let picture = Picture::from_upload(&moving(), "a.gif").unwrap();
    assert_ne!(picture.content_type, "image/gif");
    let kept = image::load_from_memory(&picture.full).unwrap();
    let pixel = kept.get_pixel(10, 10);
    assert!(pixel.0[0] > 200 && pixel.0[2] < 30, "{pixel:?}");
}

#[test]
fn all_eight_ways_to_hold_a_camera_end_upright() {
    for orientation in 1..=8 {
        let picture = Picture::from_upload(&turned(orientation), "a.jpg").unwrap();
        let expected = if orientation < 5 { (80, 40) } else { (40, 80) };
        assert_eq!((picture.width, picture.height), expected, "{orientation}");
    }
    // A value that Exif does not know changes nothing.
    let picture = Picture::from_upload(&turned(9), "a.jpg").unwrap();
    assert_eq!((picture.width, picture.height), (80, 40));
}

#[test]
fn words_hidden_in_a_png_stay_behind() {
    let png = bytes(&photo(40, 30), ImageFormat::Png);
    let text = b"tEXtComment\0GPS 25.0330N 121.5654E";
    let crc = !text.iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    let mut chunk = u32::try_from(text.len() - 4)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    chunk.extend_from_slice(text);
    chunk.extend_from_slice(&crc.to_be_bytes());
    let whole = [&png[..33], &chunk, &png[33..]].concat();
    let picture = Picture::from_upload(&whole, "a.png").unwrap();
    assert!(!picture.full.windows(3).any(|window| window == b"GPS"));
}

/// A PNG of a few bytes that claims to be `width` × `height`.
fn claiming(width: u32, height: u32) -> Vec<u8> {
    let mut png = bytes(&photo(4, 4), ImageFormat::Png);
    png[16..20].copy_from_slice(&width.to_be_bytes());
    png[20..24].copy_from_slice(&height.to_be_bytes());
    let crc = png[12..29].iter().fold(!0_u32, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    });
    png[29..33].copy_from_slice(&(!crc).to_be_bytes());
    png
}

#[test]
fn a_bomb_is_seen_in_its_header() {
    for (width, height) in [(60_000, 60_000), (8_000, 8_000), (20_001, 1), (1, 65_000)] {
        let refused = Picture::from_upload(&claiming(width, height), "a.png");
        assert_eq!(refused, Err(PictureError::TooManyPixels { width, height }));
    }
    assert_eq!(
        Picture::from_upload(&claiming(u32::MAX, u32::MAX), "a.png"),
        Err(PictureError::Damaged)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_answered(magic in 0..5_usize, tail in prop::collection::vec(any::<u8>(), 0..300)) {
        let start: [&[u8]; 5] =
            [b"", b"\xFF\xD8\xFF", b"\x89PNG\r\n\x1A\n", b"GIF89a", b"RIFF\x20\x01\0\0WEBPVP8L"];
        let _ = Picture::from_upload(&[start[magic], &tail].concat(), "a");
    }

    #[test]
    fn a_damaged_picture_is_answered(format in 0..4_usize, place in 0.0..1.0_f64, byte: u8) {
        let format = [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::Gif, ImageFormat::WebP][format];
        let mut damaged = bytes(&photo(24, 16), format);
        let place = (damaged.len() as f64 * place) as usize;
        damaged[place] = byte;
        let _ = Picture::from_upload(&damaged, "a");
    }
}
