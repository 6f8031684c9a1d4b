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
    private readonly List<int> _places = [];

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

    /// <summary>Their lifetimes, sizes rounded up to a multiple of the alignment; those that are held elsewhere, or in the place of another, have size 0.</summary>
    public BufferLifetime[] Lifetimes(int alignmentElements, Func<Tensor, bool> isHeldElsewhere) =>
    [
        .. _tensors.Select((tensor, i) => new BufferLifetime(
            _uses[i].First,
            _uses[i].Last,
            isHeldElsewhere(tensor) || _places[i] != i ? 0 : (tensor.Count + alignmentElements - 1) / alignmentElements * alignmentElements)),
    ];

    /// <summary>The tensor whose place another one takes; itself in most cases.</summary>
    public int PlaceOf(int tensor) => _places[tensor];

    /// <summary>Lets a value that one step makes tile by tile take the place of one that the same step has read for the last time.</summary>
    /// <remarks>Memory that was just read lies in the cache, where writing it costs least.</remarks>
    public void ShareWithin(OpCall[] calls, int step, Func<Tensor, bool> isHeldElsewhere)
    {
        for (int k = 1; k < calls.Length; k++)
        {
            Tensor made = calls[k].Output;
            if (isHeldElsewhere(made) || !_indices.TryGetValue(made, out int index) || calls[k].Op.BySample(calls[k]) is not { SamplesPerRow: 1 })
            {
                continue;
            }

            foreach (Tensor read in calls.Take(k).SelectMany(call => call.Inputs.Where((_, input) => call.Op.BySample(call)!.Value.Holds(input))))
            {
                if (MayEndBefore(read, calls.AsSpan(k), step, made.Count, isHeldElsewhere))
                {
                    Read(read, _uses[index].Last);
                    _places[index] = _places[_indices[read]];
                    _uses[_places[index]] = (_uses[_places[index]].First, Math.Max(_uses[_places[index]].Last, _uses[index].Last));
                    break;
                }
            }
        }
    }

    private bool MayEndBefore(Tensor tensor, ReadOnlySpan<OpCall> later, int step, int count, Func<Tensor, bool> isHeldElsewhere)
    {
        if (tensor.Count != count || isHeldElsewhere(tensor) || _viewed.Contains(tensor)
            || !_indices.TryGetValue(tensor, out int index) || _uses[index].Last != step || _uses[index].First >= step)
        {
            return false;
        }

        foreach (OpCall call in later)
        {
            if (call.Inputs.Contains(tensor, ReferenceEqualityComparer.Instance))
            {
                return false;
            }
        }

        return true;
    }

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
        _places.Add(_tensors.Count);
        _tensors.Add(call.Output);
        _uses.Add((step, step));
    }
}
