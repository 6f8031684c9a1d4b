namespace Bantam.Costs;

/// <summary>A processor that runs scalar threads in lock-step groups ("warps"), one instruction for all lanes at a time; simulated.</summary>
/// <remarks>
/// Where lanes of a warp disagree on a branch, both paths are issued one after the other with the other lanes masked, and the
/// full mask returns where the paths meet. Warps run one after the other, lanes in order, so a run is repeatable; programs whose
/// warps talk to each other are not for this machine. It counts issues, not cycles. Source: notes: lines 313-383.
/// </remarks>
public sealed class SimtMachine
{
    private const int MostLanes = 64;
    private const int MostIssues = 1 << 20;
    private const int WordBytes = sizeof(float);

    private readonly int _warpSize;
    private readonly int _segmentBytes;

    /// <summary>Builds a machine.</summary>
    /// <param name="warpSize">The lanes of a warp, 1 to 64.</param>
    /// <param name="segmentBytes">The bytes that memory delivers at once: a power of two, from 4.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is out of its range.</exception>
    /// <exception cref="ArgumentException">The segment is no power of two.</exception>
    public SimtMachine(int warpSize = 32, int segmentBytes = Coalescing.SegmentBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(warpSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(warpSize, MostLanes);
        ArgumentOutOfRangeException.ThrowIfLessThan(segmentBytes, WordBytes);
        Coalescing.CheckSegment(segmentBytes);
        (_warpSize, _segmentBytes) = (warpSize, segmentBytes);
    }

    /// <summary>Runs a program on every thread.</summary>
    /// <param name="program">The program.</param>
    /// <param name="threads">How many threads there are, from 1.</param>
    /// <param name="memory">The words that they share, read and changed by the program.</param>
    /// <returns>What was issued.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There are no threads, or one leaves the memory.</exception>
    /// <exception cref="InvalidOperationException">The program issues more than 2²⁰ instructions: a loop probably never ends.</exception>
    public SimtRun Run(SimtProgram program, int threads, float[] memory)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        Execution execution = new(_segmentBytes);
        int warps = (int)VectorMachine.InstructionsFor(threads, _warpSize);
        for (int warp = 0; warp < warps; warp++)
        {
            int first = warp * _warpSize;
            SimtThread[] lanes = [.. Enumerable.Range(first, Math.Min(_warpSize, threads - first)).Select(index => new SimtThread(index, memory))];
            execution.Run(program.Steps, warp, lanes);
        }

        return new SimtRun
        {
            WarpSize = _warpSize,
            Warps = warps,
            Issues = execution.Issues,
            MemoryRequests = execution.Requests,
            MemorySegments = execution.Segments,
            DeepestMaskStack = execution.Deepest,
        };
    }

    /// <summary>Runs warps. Masks wait on the stack of calls as they would on the machine's stack of masks.</summary>
    private sealed class Execution(int segmentBytes)
    {
        private SimtThread[] _lanes = [];
        private int _warp;
        private int _depth;

        public List<SimtIssue> Issues { get; } = [];

        public long Requests { get; private set; }

        public long Segments { get; private set; }

        public int Deepest { get; private set; }

        public void Run(IReadOnlyList<SimtStep> steps, int warp, SimtThread[] lanes)
        {
            (_warp, _lanes) = (warp, lanes);
            Run(steps, ulong.MaxValue >> (MostLanes - lanes.Length));
        }

        private void Run(IReadOnlyList<SimtStep> steps, ulong mask)
        {
            foreach (SimtStep step in steps)
            {
                switch (step)
                {
                    case SimtOperation operation:
                        Issue(operation.Name, mask, operation.Effect);
                        break;
                    case SimtBranch branch:
                        Run(branch, mask);
                        break;
                    case SimtLoop loop:
                        Run(loop, mask);
                        break;
                    default:
                        throw new NotSupportedException($"The machine has no step '{step.GetType().Name}'.");
                }
            }
        }

        private void Run(SimtBranch branch, ulong mask)
        {
            ulong taken = Test(branch.Name, mask, branch.Condition);
            RunMasked(branch.Then, taken, mask);
            RunMasked(branch.Otherwise, mask & ~taken, mask);
        }

        private void Run(SimtLoop loop, ulong mask)
        {
            ulong inside = Test(loop.Name, mask, loop.Condition);
            while (inside != 0)
            {
                RunMasked(loop.Body, inside, mask);
                inside = Test(loop.Name, inside, loop.Condition);
            }
        }

        private void RunMasked(IReadOnlyList<SimtStep> path, ulong mask, ulong whole)
        {
            if (mask == 0)
            {
                return;
            }

            // Where all lanes go the same way there is nothing to come back to.
            int waiting = mask == whole ? 0 : 1;
            _depth += waiting;
            Deepest = Math.Max(Deepest, _depth);
            Run(path, mask);
            _depth -= waiting;
        }

        private ulong Test(string name, ulong mask, Func<SimtThread, bool> condition)
        {
            ulong holds = 0;
            Issue(name, mask, thread => holds |= condition(thread) ? 1UL << (thread.Index - _lanes[0].Index) : 0);
            return holds;
        }

        private void Issue(string name, ulong mask, Action<SimtThread> effect)
        {
            if (Issues.Count == MostIssues)
            {
                throw new InvalidOperationException($"The program issued {MostIssues} instructions and has not ended. Look for a loop whose test always holds, or run fewer threads.");
            }

            Issues.Add(new SimtIssue(name, _warp, mask));
            for (int lane = 0; lane < _lanes.Length; lane++)
            {
                _lanes[lane].Accessed.Clear();
                if ((mask >> lane & 1) == 1)
                {
                    effect(_lanes[lane]);
                }
            }

            CountMemory();
        }

        /// <summary>The first accesses of all lanes are one request, the second ones another.</summary>
        private void CountMemory()
        {
            int most = _lanes.Max(lane => lane.Accessed.Count);
            for (int turn = 0; turn < most; turn++)
            {
                Requests++;
                long[] addresses = [.. _lanes.Where(lane => lane.Accessed.Count > turn).Select(lane => (long)lane.Accessed[turn] * WordBytes)];
                Segments += Coalescing.Segments(addresses, WordBytes, segmentBytes);
            }
        }
    }
}
