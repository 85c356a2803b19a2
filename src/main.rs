fn main() -> std::process::ExitCode {
    rqctl::cli::main()
}
