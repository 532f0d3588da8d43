import ArgumentParser

extension ParsableCommand {
    /// The command that the words name, with its options.
    ///
    /// It is parsed by itself where nothing is wrong: the parser makes the options of each command on the way to it several
    /// times over, which is most of what a short question takes. Faults and help are told by the whole tree, which knows how
    /// its commands are called.
    static func parseDirectly(_ words: [String]) throws -> any ParsableCommand {
        var command: any ParsableCommand.Type = self
        var rest = words[...]
        while let word = rest.first,
            let next = command.configuration.subcommands.first(where: { $0._commandName == word })
        {
            command = next
            rest = rest.dropFirst()
        }
        if command.configuration.subcommands.isEmpty, let parsed = try? command.parseAsRoot(Array(rest)),
            type(of: parsed) == command
        {
            return parsed
        }
        return try parseAsRoot(words)
    }
}
