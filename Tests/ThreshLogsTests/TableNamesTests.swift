import TestSupport
import Testing
import Thresh

@testable import ThreshLogs

/// Which first rows name the columns of a table, and which are rows as the others.
@Suite struct TableNamesTests {
    private func columns(_ text: String, _ name: String) -> (names: [String], notes: [String])? {
        let found = Array(text.utf8).withByteView { FormatDetector.detect($0, name: name) }
        guard let format = found?.format, format.table != nil else { return nil }
        return (format.fields.map(\.name), format.notes)
    }

    @Test(
        "names that read like levels, questions, sentences or the ends of them, above columns that prove them",
        arguments: [
            ("cycle,state,error\n2016,IA,-18.4\n2016,PA,-4.43\n2018,NH,1.5\n", ["cycle", "state", "error"]),
            ("URL,Current?,Year\nhttp://a/b,YES,1963\nhttp://a/c,NO,1964\n", ["URL", "Current", "Year"]),
            (
                "id;name;desc.;fatal;year\n1;A;x;yes;2014\n2;B;y;no;2015\n3;C;z;no;2015\n",
                ["id", "name", "desc", "fatal", "year"]
            ),
            ("id\tinformation\tn\n1\t7\t2\n2\t8\t3\n3\t9\t4\n", ["id", "information", "n"]),
        ])
    func doubtfulNames(text: String, names: [String]) throws {
        // What the columns prove needs no name of a file.
        for name in ["a.csv", "a.tsv.gz", "", "x.txt"] {
            let found = try #require(columns(text, name), "\(name)")
            #expect(found.names == names && !found.notes.contains { $0.contains("first row") }, "\(name): \(found)")
        }
    }

    @Test(
        "what a file is called makes names of sentences, which is told where nothing else does",
        arguments: [
            ("What is your name?,Why do you say that?\nAnn,because\nBob,\"no, because\"\nCem,since\n", 2, true),
            ("In a world that is good, do you ever recline your seat when you fly?;Why?\nYes;x\nNo;y\n", 2, true),
            ("State,Number of drivers involved in collisions per billion miles\nOhio,14.1\nIowa,15.7\n", 2, false),
            ("\"The \"\"Big One\"\"?\",{x},\"[1]\"\na,b,c\nd,e,f\n", 3, true),
            // Most names are empty, as where a question has several columns.
            ("Id,Which of these have you seen?,,,,Why?,,,\n1,a,b,c,d,e,f,g,h\n2,a,b,,d,e,,g,h\n", 9, false),
        ])
    func namedTables(text: String, count: Int, isTold: Bool) throws {
        let found = try #require(columns(text, "survey.csv"))
        #expect(found.names.count == count, "\(found)")
        #expect(found.notes.contains { $0.contains("--no-header reads it as a row") } == isTold, "\(found.notes)")
    }

    @Test(
        "a first row of values is one as the others: of numbers, times, addresses, levels above levels",
        arguments: [
            "0.5,1.25,7\n0.75,1.5,8\n0.25,2.5,9\n", "a,1,2024-05-01\nb,2,2024-05-02\nc,3,2024-05-03\n",
            "10.0.0.1;x;5\n10.0.0.2;y;6\n10.0.0.3;z;7\n",
        ])
    func rowsAlone(text: String) throws {
        let found = try #require(columns(text, "a.csv"))
        #expect(found.names.prefix(3) == ["column1", "column2", "column3"], "\(found)")
        #expect(found.notes.contains { $0.contains("no line names the columns") })
        #expect(columns(text, "a.txt") == nil)
    }

    @Test(
        "no names: levels above levels, JSON behind a word, fewer cells than the rows have, a title",
        arguments: [
            "ERROR,disk full,x\nINFO,started well,y\nINFO,stopped again,z\n",
            "web nginx,{\"a\":1}\nweb nginx,{\"a\":2}\n",
            "Dear all,\nthank you, and bye,\nso long, and thanks, for it\nx\n",
            // Words among numbers, and a name that is missing, prove nothing.
            "fatal|retrying|full\nof|disk|3\nOhio|full|x y\nmaybe|lost|7\nno|yes|12\n",
            "started|fatal|\nlost|info|7\nno|x|8\n",
        ])
    func noNames(text: String) {
        for name in ["", "a.log"] { #expect(columns(text, name) == nil, "\(name)") }
    }

    @Test(
        "words above words are names with a note, which what is below them takes away",
        arguments: [
            ("page,no\nwell,started\nfull,user\nIowa,bob\n", true),
            ("retrying disk|connection\nstarted because|yes\nfatal alice page|well\nlost|maybe\n", true),
            ("user,action,n\nbob,open,5\nann,close,7\nbob,close,x\ncem,close,8\n", true),
            ("who,city\nBob,Rome\nAnn,Oslo\n", false), ("Key,sort\nbob,x\nann,y\n", false),
            ("first_name;last_name\nbob;smith\nann;jones\n", false),
            ("who\twhere\nbob\t/var/log/a\nann\t/tmp/b\n", false),
            ("disk,state\nsda1,up\nsdb2,up\nsdc,up\nsdd9,up\nsde3,up\n", true),
            ("disk,state\nsda1,up\nsdb2,up\nsdc3,up\nsdd9,up\n", false), ("x,y,n\na,b,5\nc,d,7\n", false),
            ("| who | how |\n|-----|-----|\n| bob | well |\n| ann | ill |\n", false),
        ])
    func wordsAboveWords(text: String, isTold: Bool) throws {
        for name in ["", "a.csv", "a.txt"] {
            let found = try #require(columns(text, name), "\(name)")
            #expect(
                found.notes.contains { $0.contains("--no-header reads it as a row") } == isTold, "\(name): \(found)")
        }
    }

    @Test("words that come again below themselves are a row, unless the file is called a table or a column proves them")
    func wordsAgain() {
        let rows = "full,user\nlost,page\nfull,disk\nretrying,page\n"
        #expect(columns(rows, "") == nil && columns(rows, "a.log") == nil)
        #expect(columns(rows, "a.csv")?.names == ["full", "user"])
        #expect(columns("kind;n\nkind;3\nother;4\n", "")?.names == ["kind", "n"])
    }

    @Test("a level above levels is a value whatever the file is called")
    func levelRows() {
        let found = columns("ERROR,disk full,x\nINFO,started well,y\nWARN,stopped again,z\n", "a.csv")
        #expect(found == nil || found?.names.first == "column1", "\(String(describing: found))")
    }

    @Test("numbers from 0 or 1 on name the columns of what is called a table, as in exports of tables without names")
    func numbered() throws {
        #expect(try #require(columns("0,1,2,3\nP53,M,A,E\nP54,K,B,F\n", "a.csv")).names.count == 4)
        #expect(try #require(columns(",0,1,2\n0,2.5,3.5,4.5\n1,7.5,8.5,9.5\n", "a.csv")).names.count == 4)
        #expect(try #require(columns("2,3,4\n3,4,5\n4,5,6\n", "a.csv")).names.first == "column1")
    }

    @Test("a title of few cells is passed over before names are taken from a row with gaps")
    func titles() throws {
        let found = try #require(columns("Raiders at Jets,,\nSTATE,SALES,SOLD\nNY,47,45\nNJ,28,31\n", "a.csv"))
        #expect(found.names == ["STATE", "SALES", "SOLD"])
    }
}
