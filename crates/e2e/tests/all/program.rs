//! The program as a process.

use e2e::{Http, Options, Program};

#[tokio::test]
async fn the_program_starts_on_an_empty_folder() {
    let mut program = Program::start(Options::new()).await;
    assert_eq!(Http::new(program.desk()).get("/healthz").await.status, 200);
    assert!(program.stop().success());
}
