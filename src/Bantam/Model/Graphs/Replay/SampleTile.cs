namespace Bantam.Model;

/// <summary>Calls bound to a number of samples, to be run at any place of the batch.</summary>
internal sealed class SampleTile
{
    private const int AlignmentElements = 16;

    private readonly List<(Tensor Shown, Tensor Whole, int SamplesPerRow)> _windows = [];
    private readonly Dictionary<Tensor, Tensor> _bound = new(ReferenceEqualityComparer.Instance);
    private readonly OpCall[] _beginning;
    private readonly OpCall[] _continuing;

    /// <summary>Binds calls.</summary>
    /// <param name="calls">The calls for the whole batch, on recorded tensors.</param>
    /// <param name="samples">How many samples a run takes.</param>
    /// <param name="bound">Where a recorded tensor lies.</param>
    /// <param name="isLocal">Whether this tile holds a tensor itself.</param>
    /// <param name="weights">Packed weights, which all tiles share.</param>
    public SampleTile(OpCall[] calls, int samples, Func<Tensor, Tensor> bound, Func<Tensor, bool> isLocal, TileWeights weights)
    {
        BindLocals(calls, samples, isLocal);
        _beginning = new OpCall[calls.Length];
        _continuing = new OpCall[calls.Length];
        for (int i = 0; i < calls.Length; i++)
        {
            OpCall call = calls[i];
            SampleWise work = call.Op.BySample(call)!.Value;
            Tensor[] inputs = [.. call.Inputs.Select((input, k) => work.Holds(k) ? WindowOf(input, 1) : bound(input))];
            Tensor output = WindowOf(call.Output, work.SamplesPerRow);
            _beginning[i] = new OpCall(call.Op.ForSamples(call, samples, continues: false), inputs, output);
            _continuing[i] = work.Continues ? new OpCall(call.Op.ForSamples(call, samples, continues: true), inputs, output) : _beginning[i];
            weights.Attach(_beginning[i]);
        }

        Tensor WindowOf(Tensor recorded, int samplesPerRow)
        {
            if (!_bound.TryGetValue(recorded, out Tensor? window))
            {
                Tensor whole = bound(recorded);
                window = _bound[recorded] = whole.Window(BatchCuts.Rows(samples, samplesPerRow));
                _windows.Add((window, whole, samplesPerRow));
            }

            return window;
        }
    }

    /// <summary>Runs the calls for some samples.</summary>
    /// <param name="first">The first sample.</param>
    /// <param name="continues">Whether the lane's sums hold samples before these.</param>
    public void Run(int first, bool continues)
    {
        foreach ((Tensor shown, Tensor whole, int samplesPerRow) in _windows)
        {
            shown.ShowRow(whole, first / samplesPerRow);
        }

        foreach (OpCall call in continues ? _continuing : _beginning)
        {
            call.Op.Run(call);
        }
    }

    // Tensors that are never in use together share memory here as they do in the arena.
    private void BindLocals(OpCall[] calls, int samples, Func<Tensor, bool> isLocal)
    {
        List<Tensor> locals = [];
        List<int> rows = [];
        List<BufferLifetime> lifetimes = [];
        for (int i = 0; i < calls.Length; i++)
        {
            Tensor made = calls[i].Output;
            if (!isLocal(made))
            {
                continue;
            }

            int last = i;
            for (int k = i + 1; k < calls.Length; k++)
            {
                last = calls[k].Inputs.Contains(made, ReferenceEqualityComparer.Instance) ? k : last;
            }

            locals.Add(made);
            rows.Add(BatchCuts.Rows(samples, calls[i].Op.BySample(calls[i])!.Value.SamplesPerRow));
            int count = made.Count / made.Shape[0] * rows[^1];
            lifetimes.Add(new BufferLifetime(i, last, (count + AlignmentElements - 1) / AlignmentElements * AlignmentElements));
        }

        BufferLifetime[] buffers = [.. lifetimes];
        long[] offsets = new long[buffers.Length];
        long size = ArenaLayout.Place(buffers, ArenaLayout.LargestFirst(buffers), offsets);
        (Array memory, int start) = Tensor.AllocateAligned(checked((int)size));
        for (int i = 0; i < buffers.Length; i++)
        {
            _bound[locals[i]] = Tensor.Over(memory, start + (int)offsets[i], locals[i].Type with { Shape = new Shape([rows[i], .. locals[i].Shape.Lengths[1..]]) });
        }
    }
}
