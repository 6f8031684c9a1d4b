namespace Bantam.Model;

/// <summary>The tensors that recorded calls made, and from which step to which each is in use.</summary>
internal sealed class RecordedBuffers
{
    private readonly List<Tensor> _tensors = [];
    private readonly List<(int First, int Last)> _uses = [];
    private readonly Dictionary<Tensor, int> _indices = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _external = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Tensor> _viewed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<Tensor, Tensor> _roots = new(ReferenceEqualityComparer.Instance);

    public RecordedBuffers(ReplaySchedule schedule, IEnumerable<Tensor> kept)
    {
        foreach (OpCall view in schedule.Views)
        {
            _roots[view.Output] = Root(view.Inputs[0]);
            _viewed.Add(Root(view.Output));
        }

        for (int step = 0; step < schedule.Steps.Count; step++)
        {
            foreach (OpCall call in schedule.Steps[step])
            {
                foreach (Tensor input in call.Inputs)
                {
                    Read(Root(input), step);
                }

                Write(call, step);
            }
        }

        foreach (Tensor tensor in kept)
        {
            Read(Root(tensor), schedule.Steps.Count);
        }
    }

    /// <summary>The tensors that own memory of the arena. A view has no memory of its own: its uses count for what it views.</summary>
    public IReadOnlyList<Tensor> Tensors => _tensors;

    /// <summary>Their lifetimes, sizes rounded up to a multiple of the alignment; those that one step alone knows have size 0 if it is said to hold them itself.</summary>
    public BufferLifetime[] Lifetimes(int alignmentElements, Func<Tensor, bool> isHeldElsewhere) =>
    [
        .. _tensors.Zip(_uses, (tensor, use) =>
            new BufferLifetime(use.First, use.Last, isHeldElsewhere(tensor) ? 0 : (tensor.Count + alignmentElements - 1) / alignmentElements * alignmentElements)),
    ];

    /// <summary>Whether only the step that makes a tensor reads it, and as it is.</summary>
    public bool IsLocal(Tensor tensor) =>
        _indices.TryGetValue(tensor, out int index) && _uses[index].First == _uses[index].Last && !_viewed.Contains(tensor);

    private Tensor Root(Tensor tensor) => _roots.GetValueOrDefault(tensor, tensor);

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

    private void Write(OpCall call, int step)
    {
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
