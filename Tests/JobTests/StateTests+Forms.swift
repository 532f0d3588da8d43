import Foundation
import TestSupport
import Testing

@testable import Thresh

extension StateTests {
    @Test("the text of what was compressed from the beginning must not come twice")
    func otherForms() throws {
        try write(lines(60, "a"), "old")
        try gzip("old")
        try write(lines(20, "b"), "log")
        let both = try whole([lines(60, "a"), lines(20, "b")])
        #expect(try answer().rows == both)
        try move("old.gz", "older.gz")
        #expect(try answer().rows == both)
        #expect(Lines.mapped == 0)
        #expect(try Command("gunzip", [directory.path("in/older.gz")]).run().isSuccess)
        let error = failure { try answer() }
        #expect(error?.message.contains("begins as ") == true, "\(error?.message ?? "")")
        // Beside what it is made of it is not complete.
        try remove("in/older")
        #expect(try Command("gzip", ["-k", directory.path("in/log")]).run().isSuccess)
        let (rows, told) = try answer()
        #expect(rows == both)
        #expect(told.contains { $0.contains("log.gz is left out") }, "\(told)")
        try remove("in/log")
        #expect(try answer().rows == both)
        // What was plain once is known in any form, as long as nothing is added.
        #expect(try Command("gunzip", [directory.path("in/log.gz")]).run().isSuccess)
        #expect(try answer().rows == both)
        #expect(Lines.mapped == 0)
        #expect(try Command("xz", [directory.path("in/log")]).run().isSuccess)
        #expect(try answer().rows == both)
        #expect(Lines.mapped == 0)
        #expect(try Command("unxz", [directory.path("in/log.xz")]).run().isSuccess)
        try append("b\n", "log")
        #expect(failure { try answer() }?.message.contains("has more text than") == true)
    }

    @Test("a compressed text with another one behind it, or without the last line of a known one")
    func otherLengths() throws {
        for isWriterLate in [false, true] {
            try write(lines(5, "a"), "log")
            if isWriterLate { try append("late\n", "log") } else { try gzip("log") }
            _ = try answer()
            if isWriterLate {
                try remove("in/log")
                try write(lines(5, "a"), "log")
                try gzip("log")
            } else {
                try write(lines(5, "b"), "more")
                try gzip("more")
                try directory.write(
                    directory.read("in/log.gz") + directory.read("in/more.gz"), to: "in/log.gz")
                try remove("in/more.gz")
            }
            #expect(failure { try answer() }?.message.contains("begins as ") == true)
            try remove("in/log.gz")
            try remove("state")
        }
    }
}
