//! The program `herald`: see the library of the same name.

fn main() -> std::process::ExitCode {
    herald::main()
}
