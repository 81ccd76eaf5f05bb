//! Pictures of the sample centre: flat drawings made of discs and convex shapes, so that no
//! file and no photograph has to be carried.

use std::io::Cursor;

use charter::Position;
use desk::Refusal;
use files::blobs::{BlobError, Blobs};
use files::picture::Picture;
use frame::SampleCentre;
use image::{ImageFormat, Rgb, RgbImage};
use kernel::DbError;

use super::MORNING;
use crate::actions::AddMedia;
use crate::in_background;

const WIDTH: u32 = 800;
const HEIGHT: u32 = 450;
/// Samples a pixel has on each side: enough for smooth edges.
const FINE: i64 = 2;
/// Days before today on which the pictures came into the library.
const DAYS_AGO: i64 = 178;

/// A shape in pixels from the upper left corner.
#[derive(Clone, Copy)]
enum Shape {
    /// Centre and radius.
    Disc(i64, i64, i64),
    /// Four corners of a convex shape, clockwise.
    Quad([(i64, i64); 4]),
}

/// A drawing: the article it belongs to, its name, what it shows, ground and shapes.
struct Drawing {
    title: &'static str,
    name: &'static str,
    alt: &'static str,
    ground: [u8; 3],
    shapes: &'static [(Shape, [u8; 3])],
}

const fn upright(x: i64, y: i64, width: i64, height: i64) -> Shape {
    Shape::Quad([
        (x, y),
        (x + width, y),
        (x + width, y + height),
        (x, y + height),
    ])
}

const SAND: [u8; 3] = [0xF4, 0xEE, 0xE3];
const SKY: [u8; 3] = [0xDF, 0xEC, 0xEE];
const TEAL: [u8; 3] = [0x1F, 0x6F, 0x78];
const DEEP: [u8; 3] = [0x15, 0x4A, 0x52];
const LEAF: [u8; 3] = [0x7F, 0xA9, 0x8C];
const PALE: [u8; 3] = [0xB9, 0xD3, 0xC4];
const SUN: [u8; 3] = [0xE8, 0xA9, 0x5B];
const WOOD: [u8; 3] = [0xC0, 0x8A, 0x5E];
const WHITE: [u8; 3] = [0xFC, 0xFB, 0xF8];

const DRAWINGS: [Drawing; 4] = [
    Drawing {
        title: "二樓活動室完成整修，七月重新開放",
        name: "活動室.png",
        alt: "插畫：明亮的活動室，大窗、寬走道與沿牆的扶手",
        ground: SAND,
        shapes: &[
            (upright(0, 330, 800, 120), PALE),
            (upright(90, 60, 260, 190), WHITE),
            (upright(102, 72, 112, 166), SKY),
            (upright(226, 72, 112, 166), SKY),
            (Shape::Disc(286, 116, 26), SUN),
            (upright(430, 232, 330, 12), TEAL),
            (upright(470, 244, 8, 34), DEEP),
            (upright(700, 244, 8, 34), DEEP),
            (upright(520, 300, 120, 14), WOOD),
            (upright(530, 314, 10, 70), WOOD),
            (upright(620, 314, 10, 70), WOOD),
        ],
    },
    Drawing {
        title: "久坐一整天，怎麼讓身體動一動",
        name: "起來走一走.png",
        alt: "插畫：從書桌旁站起來，走向窗外的山與太陽",
        ground: SKY,
        shapes: &[
            (Shape::Disc(610, 130, 56), SUN),
            (Shape::Disc(180, 820, 520), PALE),
            (Shape::Disc(640, 900, 560), LEAF),
            (upright(70, 270, 190, 12), WOOD),
            (upright(84, 282, 10, 92), WOOD),
            (upright(236, 282, 10, 92), WOOD),
            (Shape::Disc(400, 168, 30), DEEP),
            (
                Shape::Quad([(378, 204), (422, 204), (430, 300), (370, 300)]),
                TEAL,
            ),
            (
                Shape::Quad([(374, 300), (396, 300), (372, 392), (352, 392)]),
                DEEP,
            ),
            (
                Shape::Quad([(404, 300), (426, 300), (452, 388), (432, 394)]),
                DEEP,
            ),
        ],
    },
    Drawing {
        title: "家裡的防跌檢查：從門口走到浴室",
        name: "家裡的路線.png",
        alt: "插畫：家裡的走道，門邊有扶手與小夜燈，地上沒有雜物",
        ground: SAND,
        shapes: &[
            (
                Shape::Quad([(0, 340), (800, 340), (800, 450), (0, 450)]),
                WOOD,
            ),
            (upright(120, 90, 150, 250), TEAL),
            (Shape::Disc(248, 222, 9), SUN),
            (upright(560, 110, 140, 230), WHITE),
            (upright(574, 124, 112, 216), SKY),
            (upright(320, 210, 200, 12), DEEP),
            (upright(350, 222, 8, 26), DEEP),
            (upright(482, 222, 8, 26), DEEP),
            (Shape::Disc(420, 300, 15), SUN),
            (upright(414, 300, 12, 20), WHITE),
        ],
    },
    Drawing {
        title: "謝謝陪我們走過這一年的志工",
        name: "志工.png",
        alt: "插畫：三個人並肩站在樹下，身後是小山丘",
        ground: SKY,
        shapes: &[
            (Shape::Disc(400, 980, 680), PALE),
            (upright(632, 220, 18, 140), WOOD),
            (Shape::Disc(640, 180, 76), LEAF),
            (Shape::Disc(592, 214, 46), LEAF),
            (Shape::Disc(250, 220, 30), DEEP),
            (
                Shape::Quad([(222, 256), (278, 256), (290, 372), (210, 372)]),
                TEAL,
            ),
            (Shape::Disc(360, 204, 32), WOOD),
            (
                Shape::Quad([(330, 242), (390, 242), (404, 372), (316, 372)]),
                SUN,
            ),
            (Shape::Disc(470, 224, 30), DEEP),
            (
                Shape::Quad([(442, 260), (498, 260), (510, 372), (430, 372)]),
                LEAF,
            ),
        ],
    },
];

/// Adds the pictures to the library; answers titles of articles with the digest of their cover.
pub async fn add(sample: &SampleCentre) -> Result<Vec<(&'static str, String)>, Refusal> {
    let blobs = sample.desk.part::<Blobs>()?;
    sample.days_ago(DAYS_AGO, MORNING);
    let mut covers = Vec::new();
    for drawing in &DRAWINGS {
        let picture = in_background(|| {
            let png = drawn(drawing).map_err(|e| DbError::Shape(e.to_string()))?;
            Picture::from_upload(&png, drawing.name).map_err(|e| DbError::Shape(e.to_string()))
        })
        .await??;
        let (width, height) = (picture.width, picture.height);
        let (content_type, bytes) = (picture.content_type, picture.full.len());
        let store = blobs.clone();
        let stored =
            in_background(move || Ok((store.put(&picture.full)?, store.put(&picture.thumb)?)))
                .await?;
        let (digest, thumb) =
            stored.map_err(|e: BlobError| Refusal::Database(DbError::Shape(e.to_string())))?;
        let act = AddMedia {
            digest: digest.as_str().to_owned(),
            thumb: thumb.as_str().to_owned(),
            name: drawing.name.to_owned(),
            alt: drawing.alt.to_owned(),
            content_type: content_type.to_owned(),
            bytes: i64::try_from(bytes).unwrap_or(i64::MAX),
            width: width.into(),
            height: height.into(),
        };
        sample.does(Position::SPECIALIST, &act).await?;
        covers.push((drawing.title, act.digest));
    }
    Ok(covers)
}

fn drawn(drawing: &Drawing) -> Result<Vec<u8>, image::ImageError> {
    let mut picture = RgbImage::from_pixel(WIDTH, HEIGHT, Rgb(drawing.ground));
    for (shape, colour) in drawing.shapes {
        paint(&mut picture, *shape, *colour);
    }
    let mut png = Cursor::new(Vec::new());
    picture.write_to(&mut png, ImageFormat::Png)?;
    Ok(png.into_inner())
}

fn paint(picture: &mut RgbImage, shape: Shape, colour: [u8; 3]) {
    let (left, top, right, bottom) = bounds(shape);
    for y in top..bottom {
        for x in left..right {
            let covered = covered(shape, i64::from(x), i64::from(y));
            if covered == 0 {
                continue;
            }
            let pixel = picture.get_pixel_mut(x, y);
            for (under, over) in pixel.0.iter_mut().zip(colour) {
                *under = mixed(*under, over, covered);
            }
        }
    }
}

/// `over` on `under`, by how many samples of the pixel it covers.
fn mixed(under: u8, over: u8, covered: i64) -> u8 {
    let all = FINE * FINE;
    let sum = i64::from(over) * covered + i64::from(under) * (all - covered);
    u8::try_from(sum / all).unwrap_or(u8::MAX)
}

/// The pixels a shape can touch: left, top, right, bottom.
fn bounds(shape: Shape) -> (u32, u32, u32, u32) {
    let (left, top, right, bottom) = match shape {
        Shape::Disc(x, y, r) => (x - r, y - r, x + r, y + r),
        Shape::Quad(corners) => corners.iter().fold(
            (i64::MAX, i64::MAX, i64::MIN, i64::MIN),
            |(left, top, right, bottom), (x, y)| {
                (left.min(*x), top.min(*y), right.max(*x), bottom.max(*y))
            },
        ),
    };
    let within = |at: i64, most: u32| u32::try_from(at.max(0)).map_or(most, |at| at.min(most));
    (
        within(left, WIDTH),
        within(top, HEIGHT),
        within(right + 1, WIDTH),
        within(bottom + 1, HEIGHT),
    )
}

/// How many samples of a pixel lie in the shape.
fn covered(shape: Shape, x: i64, y: i64) -> i64 {
    let mut count = 0;
    for row in 0..FINE {
        for column in 0..FINE {
            // In units of half a sample, at the middle of each.
            let at = |pixel: i64, nth: i64| (pixel * FINE + nth) * 2 + 1;
            count += i64::from(holds(shape, at(x, column), at(y, row)));
        }
    }
    count
}

fn holds(shape: Shape, x: i64, y: i64) -> bool {
    let unit = FINE * 2;
    match shape {
        Shape::Disc(cx, cy, r) => {
            let (dx, dy, r) = (x - cx * unit, y - cy * unit, r * unit);
            dx * dx + dy * dy <= r * r
        }
        Shape::Quad(corners) => (0..4).all(|n| {
            let ((ax, ay), (bx, by)) = (corners[n], corners[(n + 1) % 4]);
            (bx - ax) * (y - ay * unit) >= (by - ay) * (x - ax * unit)
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::texts::PUBLISHED;

    #[test]
    fn every_drawing_is_a_picture_with_a_description_and_belongs_to_an_article() {
        for drawing in &DRAWINGS {
            let png = drawn(drawing).unwrap();
            let picture = Picture::from_upload(&png, drawing.name).unwrap();
            assert_eq!((picture.width, picture.height), (WIDTH, HEIGHT));
            assert!(png.len() < 40_000, "{} bytes", png.len());
            assert!(!drawing.alt.is_empty());
            assert!(
                PUBLISHED.iter().any(|text| text.title == drawing.title),
                "{}",
                drawing.title
            );
        }
    }

    #[test]
    fn a_shape_covers_its_inside_and_half_of_its_edge() {
        let square = upright(10, 10, 10, 10);
        assert_eq!(covered(square, 15, 15), 4);
        assert_eq!(covered(square, 9, 15), 0);
        assert_eq!(covered(square, 20, 15), 0);
        let slope = Shape::Quad([(0, 0), (10, 10), (10, 20), (0, 20)]);
        assert!((1..4).contains(&covered(slope, 5, 5)));
    }
}
