namespace Bantam.Model;

/// <summary>The tensors that recorded calls made, and from which call to which each is in use.</summary>
internal sealed class RecordedBuffers
{
    private readonly List<Tensor> _tensors = [];
    private readonly List<(int First, int Last)> _uses = [];
    private readonly Dictionary<Tensor, int> _indices = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _external = new(ReferenceEqualityComparer.Instance);

    public RecordedBuffers(CallRecording recording, IEnumerable<Tensor> kept)
    {
        for (int step = 0; step < recording.Calls.Count; step++)
        {
            (OpCall call, bool isView) = recording.Calls[step];
            foreach (Tensor input in call.Inputs)
            {
                Read(input, step);
            }

            Write(call, isView, step);
        }

        foreach (Tensor tensor in kept)
        {
            Read(tensor, recording.Calls.Count);
        }
    }

    /// <summary>The tensors that own memory of the arena. A view has no memory of its own: its uses count for what it views.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors;

    /// <summary>Their lifetimes, sizes rounded up to a multiple of the alignment.</summary>
    public BufferLifetime[] Lifetimes(int alignmentElements) =>
    [
        .. _tensors.Zip(_uses, (tensor, use) =>
            new BufferLifetime(use.First, use.Last, (tensor.Count + alignmentElements - 1) / alignmentElements * alignmentElements)),
    ];

    private void Read(Tensor tensor, int step)
    {
        if (_indices.TryGetValue(tensor, out int index))
        {
            _uses[index] = (_uses[index].First, step);
        }
        else
        {
            _external.Add(tensor);
        }
    }

    private void Write(OpCall call, bool isView, int step)
    {
        if (isView)
        {
            if (_indices.TryGetValue(call.Inputs[0], out int root))
            {
                _indices[call.Output] = root;
            }
            else
            {
                _external.Add(call.Output);
            }

            return;
        }

        // What was read before any call wrote it lives outside: a running statistic that is updated in place.
        if (_external.Contains(call.Output))
        {
            return;
        }

        if (call.Output.Element != ElementType.Float32)
        {
            throw new NotSupportedException($"A compiled step computes in Float32, but {call.Op.Name} made {call.Output.Type}.");
        }

        _indices[call.Output] = _tensors.Count;
        _tensors.Add(call.Output);
        _uses.Add((step, step));
    }
}
