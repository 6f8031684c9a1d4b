namespace Bantam.Model;

/// <summary>Recorded calls, bound to one arena, to be run again: no record, no allocation, no look-up.</summary>
/// <remarks>
/// Tensors that no recorded call made (parameters, inputs, running statistics) stay where they are. Those that a call made
/// move into the arena, where tensors that are never in use together share memory. The same kernels run on the same
/// values in the same order, so a replay gives the bits of the recorded run.
/// </remarks>
internal sealed class CallReplay
{
    /// <summary>Every tensor starts on a cache line of 64 bytes.</summary>
    private const int AlignmentElements = 16;

    private readonly Step[] _steps;
    private readonly Dictionary<Tensor, Tensor> _bound;
    private readonly HashSet<Tensor> _made;

    private CallReplay(Step[] steps, Dictionary<Tensor, Tensor> bound, long arenaElements)
    {
        _steps = steps;
        _bound = bound;
        _made = new HashSet<Tensor>(bound.Values, ReferenceEqualityComparer.Instance);
        ArenaElements = arenaElements;
    }

    /// <summary>The size of the arena in Float32 elements.</summary>
    public long ArenaElements { get; }

    /// <summary>Binds recorded calls.</summary>
    /// <param name="recording">The calls.</param>
    /// <param name="kept">Results that are read after a run, so that nothing may overwrite them.</param>
    /// <param name="nameOf">The node that made a recorded tensor, for profiles; optional.</param>
    public static CallReplay Of(CallRecording recording, IEnumerable<Tensor> kept, Func<Tensor, string?>? nameOf = null)
    {
        ReplaySchedule schedule = ReplaySchedule.Of(recording);
        RecordedBuffers buffers = new(schedule, kept);
        HashSet<Tensor> local = new(
            schedule.Steps.Where(TiledCalls.IsWorthwhile).SelectMany(step => step.Select(call => call.Output)).Where(buffers.IsLocal),
            ReferenceEqualityComparer.Instance);
        for (int i = 0; i < schedule.Steps.Count; i++)
        {
            if (TiledCalls.IsWorthwhile(schedule.Steps[i]))
            {
                buffers.ShareWithin(schedule.Steps[i], i, local.Contains);
            }
        }

        BufferLifetime[] lifetimes = buffers.Lifetimes(AlignmentElements, local.Contains);
        long[] offsets = new long[lifetimes.Length];
        long size = ArenaLayout.Place(lifetimes, ArenaLayout.LargestFirst(lifetimes), offsets);
        (Array arena, int start) = Tensor.AllocateAligned(checked((int)size));

        Dictionary<Tensor, Tensor> bound = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < lifetimes.Length; i++)
        {
            if (!local.Contains(buffers.Tensors[i]))
            {
                bound[buffers.Tensors[i]] = Tensor.Over(arena, start + (int)offsets[buffers.PlaceOf(i)], buffers.Tensors[i].Type);
            }
        }

        foreach (OpCall view in schedule.Views)
        {
            bound[view.Output] = view.Op.View(Bound(view.Inputs[0]))!;
        }

        return new CallReplay([.. schedule.Steps.SelectMany(StepsOf)], bound, size);

        IEnumerable<Step> StepsOf(OpCall[] calls) => TiledCalls.IsWorthwhile(calls)
            ? [new Step(null, new TiledCalls(calls, Bound, local.Contains), [.. calls.Select(NameOf).Distinct()])]
            : calls.Select(call => new Step(new OpCall(call.Op, [.. call.Inputs.Select(Bound)], Bound(call.Output)), null, [NameOf(call)]));

        string NameOf(OpCall call) => nameOf?.Invoke(call.Output) ?? call.Op.Name;

        Tensor Bound(Tensor recorded) => bound.GetValueOrDefault(recorded, recorded);
    }

    /// <summary>Where a tensor of the recorded run now lies.</summary>
    public Tensor Locate(Tensor recorded) => _bound.GetValueOrDefault(recorded, recorded);

    /// <summary>Packs the weights of dense and convolutional layers that no call of this replay makes, so that a run does not; packs them again when called again.</summary>
    public void PackWeights()
    {
        foreach (OpCall call in _steps.Select(step => step.Call).OfType<OpCall>())
        {
            if (call.Packed is not null)
            {
                call.Packed.Pack(call.Inputs[1]);
            }
            else if (call.Inputs.Count > 1 && !_made.Contains(call.Inputs[1]))
            {
                call.Packed = Packed(call);
            }
        }
    }

    /// <summary>The nodes that each step computes: one, or several whose samples go through all of them.</summary>
    public IReadOnlyList<IReadOnlyList<string>> StepNodes => [.. _steps.Select(step => step.Nodes)];

    /// <summary>Runs the calls in their order.</summary>
    public void Run()
    {
        foreach (Step step in _steps)
        {
            Run(step);
        }
    }

    /// <summary>Runs the calls in their order and tells after each step its number.</summary>
    public void Run(Action<int> after)
    {
        for (int i = 0; i < _steps.Length; i++)
        {
            Run(_steps[i]);
            after(i);
        }
    }

    private static void Run(in Step step)
    {
        if (step.Call is { } call)
        {
            call.Op.Run(call);
        }
        else
        {
            step.Tiled!.Run();
        }
    }

    private static PackedWeights? Packed(OpCall call)
    {
        if (call.Op is not Conv2d convolution)
        {
            return call.Op is Dense ? new PackedWeights(call.Inputs[1]) : null;
        }

        WindowGeometry geometry = convolution.Geometry(call.Inputs[0].Shape, call.Inputs[1].Shape);
        return Conv2d.HasPlainKernel(in geometry) ? new PackedWeights(call.Inputs[1], ConvolutionKernels.OrderOfWeights(in geometry)) : null;
    }

    /// <summary>One call, or several that a batch goes through in tiles.</summary>
    private readonly record struct Step(OpCall? Call, TiledCalls? Tiled, string[] Nodes);
}
