import ArgumentParser
import Thresh
import ThreshCommand
import ThreshQueries

/// A table that is looked up in while lines are read.
struct LookupOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Look the key of each line up in this file: what its row has are fields of the line too. Each key is there once.",
            valueName: "file"), completion: .file())
    var with: String?

    @Option(
        help: ArgumentHelp(
            "Of --with: which fields are equal, as id, or ip=address where the file calls it otherwise.",
            valueName: "keys"),
        completion: LineCompletion.fields)
    var on: String?

    @Option(
        help: ArgumentHelp("Of --with: the format of its lines.", valueName: "format"),
        completion: LineCompletion.formats)
    var withFormat: String?

    func validate() throws {
        if with != nil && on == nil {
            throw ValidationError("--with needs --on, the field that is looked up, as in --with names.csv --on id.")
        }
        let option = on != nil ? "--on" : withFormat != nil ? "--with-format" : nil
        if with == nil, let option { throw ValidationError("\(option) needs --with, the file to look up in.") }
    }

    /// Throws where both are asked for.
    func check(_ follow: FollowOptions) throws {
        if with != nil, follow.isOn {
            throw ValidationError("--with looks lines up in files that do not grow; leave out --follow, or --with.")
        }
    }

    /// - Parameter log: how times are read.
    func lookup(_ log: LogOptions, _ options: RunOptions) throws -> LogLookup? {
        guard let with, let on else { return nil }
        if with == "-" { throw ThreshError(.usage, "--with -: name a file; lines are what standard input is for") }
        try options.checkIsKept(with)
        return LogLookup(JoinInput(with, lines: try log.ofOther(format: withFormat).input()), on: try JoinKeys(on))
    }
}
