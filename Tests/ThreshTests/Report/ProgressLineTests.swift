import Testing
import Thresh

@Suite("The progress line", .timeLimit(.minutes(1)))
struct ProgressLineTests {
    static let half = ProgressLine(
        phase: "map", doneBytes: 512_000_000, totalBytes: 1_090_000_000, bytesPerSecond: 623e6, secondsLeft: 1.2,
        workers: 2)

    @Test("shows everything where there is room")
    func full() {
        #expect(
            Self.half.text(columns: 76, unicode: true)
                == "map   46% ██████░░░░░░░ 512 MB of 1.09 GB · 623 MB/s · 1 s left · 2 workers")
        #expect(
            Self.half.text(columns: 200, unicode: false)
                == "map   46% ###########------------- 512 MB of 1.09 GB | 623 MB/s | 1 s left | 2 workers")
    }

    @Test("leaves out what matters least where there is not")
    func narrow() {
        #expect(
            Self.half.text(columns: 60, unicode: true)
                == "map   46% ████░░░░░ 512 MB of 1.09 GB · 623 MB/s · 1 s left")
        #expect(Self.half.text(columns: 30, unicode: true) == "map   46% ████░░░░░░ 1 s left")
        #expect(Self.half.text(columns: 20, unicode: true) == "map   46% 1 s left")
        #expect(Self.half.text(columns: 7, unicode: true) == "map   ")
        #expect(Self.half.text(columns: 0, unicode: true) == "")
    }

    @Test("leaves the last column of the terminal free", arguments: 0...120)
    func width(columns: Int) {
        for unicode in [true, false] {
            for done in [UInt64(0), 1, 999_999_999, 1_090_000_000, 5_000_000_000] {
                var line = Self.half
                line.doneBytes = done
                #expect(line.text(columns: columns, unicode: unicode).count <= max(0, columns - 1))
                line.totalBytes = nil
                #expect(line.text(columns: columns, unicode: unicode).count <= max(0, columns - 1))
            }
        }
    }

    @Test("has no bar when nobody knows how much there is")
    func unknownTotal() {
        let line = ProgressLine(phase: "map", doneBytes: 5_000, bytesPerSecond: 2_000, workers: 1)
        #expect(line.text(columns: 80, unicode: true) == "map  5.00 kB · 2.00 kB/s · 1 worker")
    }

    @Test("says 100 % only when all is done")
    func ends() {
        var line = ProgressLine(phase: "reduce", doneBytes: 999, totalBytes: 1000)
        #expect(line.text(columns: 80, unicode: false).hasPrefix("reduce   99%"))
        line.doneBytes = 1000
        #expect(line.text(columns: 80, unicode: false).hasPrefix("reduce  100% ########################"))
        line.totalBytes = 0
        #expect(line.text(columns: 80, unicode: false).hasPrefix("reduce  100%"))
    }

    @Test("finds out whether the locale is UTF-8")
    func locales() {
        #expect(ProgressLine.isUTF8 { ["LANG": "en_US.UTF-8"][$0] })
        #expect(ProgressLine.isUTF8 { ["LC_ALL": "", "LC_CTYPE": "C.utf8", "LANG": "C"][$0] })
        #expect(!ProgressLine.isUTF8 { ["LC_ALL": "C", "LANG": "en_US.UTF-8"][$0] })
        #expect(!ProgressLine.isUTF8 { _ in nil })
    }
}
