namespace Bantam.Deployment;

/// <summary>A plan being rewritten: its steps as a list, buffers under their old numbers until it is finished.</summary>
internal sealed class PlanEdit(Plan plan)
{
    private readonly List<PlanStep> _steps = [.. plan.Steps];
    private readonly List<PlanBuffer> _buffers = [.. plan.Buffers];

    /// <summary>The steps at this moment.</summary>
    public IReadOnlyList<PlanStep> Steps => _steps;

    /// <summary>The buffers, those that nothing uses any more included.</summary>
    public IReadOnlyList<PlanBuffer> Buffers => _buffers;

    /// <summary>The step that writes a buffer; null for an input.</summary>
    public PlanStep? WriterOf(int buffer) => _steps.Find(step => step.Output == buffer);

    /// <summary>Whether a buffer lies in the arena and exactly one step reads it, once.</summary>
    public bool IsReadOnce(int buffer) =>
        _buffers[buffer].Place == BufferPlace.Arena && _steps.Sum(step => step.Inputs.Count(input => input == buffer)) == 1;

    /// <summary>Puts a step in the place of another.</summary>
    public void Replace(PlanStep old, PlanStep step) => _steps[IndexOf(old)] = step;

    /// <summary>Takes a step out.</summary>
    public void Remove(PlanStep step) => _steps.RemoveAt(IndexOf(step));

    /// <summary>Lets all steps use another buffer.</summary>
    public void Redirect(int from, int to)
    {
        for (int i = 0; i < _steps.Count; i++)
        {
            _steps[i] = _steps[i].Buffers.Contains(from) ? _steps[i].Renumbered(buffer => buffer == from ? to : buffer) : _steps[i];
        }
    }

    /// <summary>Gives a buffer other properties.</summary>
    public void Change(int index, PlanBuffer buffer) => _buffers[index] = buffer;

    /// <summary>The plan of what is there.</summary>
    public Plan Finish() => PlanRewrite.Of(plan, _steps, _buffers);

    /// <summary>By reference: two steps may be equal.</summary>
    private int IndexOf(PlanStep step) => _steps.FindIndex(other => ReferenceEquals(other, step));
}
