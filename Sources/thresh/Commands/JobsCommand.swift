import ArgumentParser

struct JobsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "jobs", abstract: "List the jobs.")

    func run() {
        let rows = RunCommand.jobs.map { ($0._commandName, $0.configuration.abstract) }
        let width = rows.map(\.0.count).max() ?? 0
        for (name, abstract) in rows {
            print(name + String(repeating: " ", count: width - name.count + 2) + abstract)
        }
    }
}
