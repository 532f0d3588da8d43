import TestSupport
import Testing

/// Each job against the oracle, and against itself with other settings.
@Suite("Jobs against a serial oracle", .timeLimit(.minutes(5)))
struct ReferenceTests {
    @Test("small inputs in tiny chunks", arguments: JobVariant.all)
    func smallInputs(variant: JobVariant) throws {
        try check(variant, byteCount: 2500, chunkSizes: [1, 7, 100, 4096], seed: 1, formsPerJob: 11)
    }

    @Test("larger inputs", arguments: JobVariant.all)
    func largerInputs(variant: JobVariant) throws {
        try check(variant, byteCount: 80_000, chunkSizes: [100, 4096, 50_000, nil], seed: 2, formsPerJob: 5)
    }

    /// In each form of input: one plain run, which the oracle judges, and two more with other settings, which must
    /// write the same bytes. Over all forms and jobs each two settings meet.
    private func check(_ variant: JobVariant, byteCount: Int, chunkSizes: [Int?], seed: UInt64, formsPerJob: Int) throws
    {
        let directory = try TemporaryDirectory()
        let content = variant.content(byteCount: byteCount)
        let settings = RunSettings.pairwise(chunkSizes: chunkSizes, seed: seed)
        let offset = JobVariant.all.firstIndex { $0.arguments == variant.arguments } ?? 0
        for step in 0..<formsPerJob {
            // Five forms to a job are all forms to three jobs.
            let index = (step + offset * formsPerJob) % InputForm.allCases.count
            let form = InputForm.allCases[index]
            let input = try PreparedInput(form, content, in: directory)
            let partitions = [1, 3, 16][(index + offset) % 3]
            let options = ["--partitions", "\(partitions)"]
            let plain = try JobOutput(
                variant, input, options: options + RunSettings().arguments, in: directory)
            let mistake = try plain.mistake(variant, input, partitions: partitions)
            #expect(mistake == nil, "\(form), \(partitions) partitions")
            for number in 0..<2 {
                let setting = settings[((index + offset * InputForm.allCases.count) * 2 + number) % settings.count]
                let other = try JobOutput(variant, input, options: options + setting.arguments, in: directory)
                let difference = other.difference(from: plain)
                #expect(difference == nil, "\(form), \(partitions) partitions, \(setting.arguments)")
            }
        }
    }
}
