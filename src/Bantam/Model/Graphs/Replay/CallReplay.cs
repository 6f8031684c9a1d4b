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

    private readonly OpCall[] _calls;
    private readonly Dictionary<Tensor, Tensor> _bound;
    private readonly HashSet<Tensor> _made;

    private CallReplay(OpCall[] calls, Dictionary<Tensor, Tensor> bound, long arenaElements)
    {
        _calls = calls;
        _bound = bound;
        _made = new HashSet<Tensor>(bound.Values, ReferenceEqualityComparer.Instance);
        ArenaElements = arenaElements;
    }

    /// <summary>The size of the arena in Float32 elements.</summary>
    public long ArenaElements { get; }

    /// <summary>Binds recorded calls.</summary>
    /// <param name="recording">The calls.</param>
    /// <param name="kept">Results that are read after a run, so that nothing may overwrite them.</param>
    public static CallReplay Of(CallRecording recording, IEnumerable<Tensor> kept)
    {
        RecordedBuffers buffers = new(recording, kept);
        BufferLifetime[] lifetimes = buffers.Lifetimes(AlignmentElements);
        long[] offsets = new long[lifetimes.Length];
        long size = ArenaLayout.Place(lifetimes, ArenaLayout.LargestFirst(lifetimes), offsets);
        float[] arena = GC.AllocateArray<float>(checked((int)size + AlignmentElements), pinned: true);
        int start = FirstAligned(arena);

        Dictionary<Tensor, Tensor> bound = new(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < lifetimes.Length; i++)
        {
            bound[buffers.Tensors[i]] = Tensor.Over(arena, start + (int)offsets[i], buffers.Tensors[i].Type);
        }

        List<OpCall> calls = [];
        foreach ((OpCall call, bool isView) in recording.Calls)
        {
            Tensor[] inputs = [.. call.Inputs.Select(Bound)];
            if (isView)
            {
                bound[call.Output] = call.Op.View(inputs[0])!;
            }
            else
            {
                calls.Add(new OpCall(call.Op, inputs, Bound(call.Output)));
            }
        }

        return new CallReplay([.. calls], bound, size);

        Tensor Bound(Tensor recorded) => bound.GetValueOrDefault(recorded, recorded);
    }

    /// <summary>Where a tensor of the recorded run now lies.</summary>
    public Tensor Locate(Tensor recorded) => _bound.GetValueOrDefault(recorded, recorded);

    /// <summary>Packs the weights of dense and convolutional layers that no call of this replay makes, so that a run does not; packs them again when called again.</summary>
    public void PackWeights()
    {
        foreach (OpCall call in _calls)
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

    /// <summary>Runs the calls in their order.</summary>
    public void Run()
    {
        foreach (OpCall call in _calls)
        {
            call.Op.Run(call);
        }
    }

    // An array begins anywhere, but vectors that straddle two cache lines take twice as long. A pinned array stays where it is.
    private static unsafe int FirstAligned(float[] arena)
    {
        fixed (float* first = arena)
        {
            return (int)(-((nint)first / sizeof(float)) & (AlignmentElements - 1));
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
}
