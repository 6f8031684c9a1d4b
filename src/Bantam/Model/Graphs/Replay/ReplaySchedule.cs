using System.Runtime.InteropServices;

namespace Bantam.Model;

/// <summary>The order in which recorded calls are replayed: calls that work sample by sample are brought together, so that a few samples can go through all of them while they lie in the cache.</summary>
/// <remarks>A call only moves past calls that it shares no values with, so the values stay the same, bit for bit.</remarks>
internal sealed class ReplaySchedule
{
    // Where all values fit into the second-level cache at once, one call after the other is as good and simpler.
    private const long CacheValues = 1 << 18;

    private readonly Dictionary<Tensor, Tensor> _roots = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _seen = new(ReferenceEqualityComparer.Instance);
    private readonly List<OpCall> _together = [];
    private readonly Dictionary<Tensor, OpCall> _cheap = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _madeAgain = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _madeTogether = new(ReferenceEqualityComparer.Instance);
    private readonly List<OpCall> _after = [];
    private readonly HashSet<Tensor> _madeAfter = new(ReferenceEqualityComparer.Instance);
    private readonly List<OpCall[]> _steps = [];
    private readonly List<OpCall> _views = [];
    private int _batch;

    private ReplaySchedule()
    {
    }

    /// <summary>The steps: one call, or several whose samples may go through all of them a few at a time.</summary>
    public IReadOnlyList<OpCall[]> Steps => _steps;

    /// <summary>The calls that only give a tensor another shape, in the recorded order.</summary>
    public IReadOnlyList<OpCall> Views => _views;

    /// <summary>Orders recorded calls.</summary>
    public static ReplaySchedule Of(CallRecording recording)
    {
        bool isLarge = recording.Calls.Sum(recorded => recorded.IsView ? 0L : recorded.Call.Output.Count) > CacheValues;
        ReplaySchedule schedule = new();
        foreach ((OpCall call, bool isView) in recording.Calls)
        {
            if (isView)
            {
                schedule._views.Add(call);
                schedule._roots[call.Output] = schedule.Root(call.Inputs[0]);
            }
            else if (!isLarge)
            {
                schedule._steps.Add([call]);
            }
            else
            {
                foreach (OpCall part in call.Op.Split(call) ?? [call])
                {
                    schedule.Place(part);
                }
            }
        }

        schedule.Close();
        return schedule;
    }

    private void Place(OpCall call)
    {
        Tensor made = Root(call.Output);
        bool isInPlace = !_seen.Add(made);
        bool waits = call.Inputs.Any(input => _madeAfter.Contains(Root(input)));
        int batch = BatchOf(call);
        if (batch > 1 && !isInPlace)
        {
            if (waits || (_together.Count > 0 && batch != _batch))
            {
                Close();
            }

            _batch = batch;
            _together.Add(new OpCall(call.Op, [.. call.Inputs.Select(MadeHere)], call.Output));
            _madeTogether.Add(made);
            if (call.Op.IsCheap)
            {
                _cheap[made] = call;
            }
        }
        else if (isInPlace || waits || call.Inputs.Any(input => _madeTogether.Contains(Root(input))))
        {
            _after.Add(call);
            _madeAfter.Add(made);
        }
        else
        {
            _steps.Add([call]);
        }

        foreach (Tensor input in call.Inputs)
        {
            _seen.Add(Root(input));
        }
    }

    // What was cheap to make in an earlier step is made again, for the tile at hand, instead of being kept in memory.
    private Tensor MadeHere(Tensor input)
    {
        if (!_cheap.TryGetValue(input, out OpCall? call) || _madeTogether.Contains(input))
        {
            return input;
        }

        if (!_madeAgain.TryGetValue(input, out Tensor? again))
        {
            _madeAgain[input] = again = Tensor.Placeholder(input.Type);
            _together.Add(new OpCall(call.Op, [.. call.Inputs], again));
        }

        return again;
    }

    private void Close()
    {
        if (_together.Count > 0)
        {
            _steps.Add([.. _together]);
        }

        foreach (OpCall call in CollectionsMarshal.AsSpan(_after))
        {
            _steps.Add([call]);
        }

        _together.Clear();
        _madeTogether.Clear();
        _madeAgain.Clear();
        _after.Clear();
        _madeAfter.Clear();
    }

    /// <summary>The number of samples of a call that works sample by sample; 0 for others.</summary>
    private static int BatchOf(OpCall call)
    {
        if (call.Op.BySample(call) is not { } work || call.Output.Element != ElementType.Float32)
        {
            return 0;
        }

        int batch = 0;
        for (int i = 0; i < call.Inputs.Count; i++)
        {
            if (work.Holds(i))
            {
                batch = call.Inputs[i].Shape[0];
            }
        }

        return BatchCuts.SamplesPerLane(batch) % work.SamplesPerRow == 0 ? batch : 0;
    }

    private Tensor Root(Tensor tensor) => _roots.GetValueOrDefault(tensor, tensor);
}
