import Thresh
import ThreshLogs

/// The states of groups: plain bytes of one layout, whoever has them, and here what these cannot hold.
///
/// SAFETY: a state that is given to a function has `byteCount` bytes, which were zeros at first and were changed by this
/// object alone since `removeAll`.
@safe final class GroupStates: @unsafe KeyStates {
    let layout: StateLayout
    var byteCount: Int { layout.byteCount }

    @exclusivity(unchecked) var sums = SideStates<FloatingSum>()
    @exclusivity(unchecked) var moments = SideStates<DecimalVariance>()
    @exclusivity(unchecked) var quantiles = SideStates<NumberQuantiles>()
    @exclusivity(unchecked) var sketches = SideStates<DDSketch>()
    @exclusivity(unchecked) var distinct = SideStates<Distinct>()
    @exclusivity(unchecked) var distinctEstimates = SideStates<HyperLogLog>()
    @exclusivity(unchecked) var tops = SideStates<TopK>()
    @exclusivity(unchecked) var topEstimates = SideStates<SpaceSaving>()
    @exclusivity(unchecked) var texts = SideTexts()
    /// Bytes of all of them.
    @exclusivity(unchecked) var heapBytes = 0
    /// Quantiles that were asked for last, with the number of their state.
    @exclusivity(unchecked) var ranked: (number: Int, numbers: RankedNumbers)?

    /// What each reader's lines give, for the reader of the last line and for all that there were.
    @exclusivity(unchecked) private var steps: (reader: ObjectIdentifier, steps: StateSteps)?
    @exclusivity(unchecked) private var stepsOfReaders: [ObjectIdentifier: StateSteps] = [:]

    init(_ layout: StateLayout) { self.layout = layout }

    @inline(__always)
    func steps(of reader: LogReader) -> StateSteps {
        if let steps = unsafe steps, steps.reader == ObjectIdentifier(reader) { return steps.steps }
        return makeSteps(reader)
    }

    @inline(never)
    private func makeSteps(_ reader: LogReader) -> StateSteps {
        let found = unsafe stepsOfReaders[ObjectIdentifier(reader)] ?? StateSteps(layout, reader)
        unsafe stepsOfReaders[ObjectIdentifier(reader)] = found
        unsafe steps = (ObjectIdentifier(reader), found)
        return found
    }

    func removeAll() {
        unsafe ranked = nil
        if unsafe heapBytes == 0 { return }
        unsafe heapBytes = 0
        unsafe sums.removeAll()
        unsafe moments.removeAll()
        unsafe quantiles.removeAll()
        unsafe sketches.removeAll()
        unsafe distinct.removeAll()
        unsafe distinctEstimates.removeAll()
        unsafe tops.removeAll()
        unsafe topEstimates.removeAll()
        unsafe texts.removeAll()
    }
}

extension UnsafeMutableRawPointer {
    /// The part of a state that is at an offset, as one of the types that states consist of.
    @inline(__always)
    func part<Part: BitwiseCopyable>(_ offset: Int, as: Part.Type) -> UnsafeMutablePointer<Part> {
        unsafe (self + offset).assumingMemoryBound(to: Part.self)
    }
}
