using System.Collections.Immutable;

namespace Bantam.Deployment;

/// <summary>The order in which a chain computes rows: again and again the deepest layer whose rows are there computes one more.</summary>
/// <remarks>
/// So a row is computed when the next layer cannot go on without it, and never twice. The rows of a value lie one after the
/// other; before a row is added, those that the next layer needs no more make room and the others move up.
/// </remarks>
internal sealed class StreamSchedule(ImmutableArray<StreamStage> stages)
{
    // The rows of each layer's output that are in memory: from the start to before the end.
    private readonly int[] _start = new int[stages.Length];
    private readonly int[] _end = new int[stages.Length];

    /// <summary>The rows, in order.</summary>
    public ImmutableArray<StreamRow> Rows()
    {
        ImmutableArray<StreamRow>.Builder rows = ImmutableArray.CreateBuilder<StreamRow>();
        while (_end[^1] < stages[^1].Window.OutputHeight)
        {
            int layer = Deepest();
            rows.Add(Next(layer));
            _end[layer]++;
        }

        return rows.ToImmutable();
    }

    /// <summary>The last layer whose next row can be computed from the rows that are there.</summary>
    private int Deepest()
    {
        int layer = stages.Length - 1;
        while (layer > 0 && _end[layer - 1] < stages[layer].EndRow(_end[layer]))
        {
            layer--;
        }

        return layer;
    }

    private StreamRow Next(int layer)
    {
        StreamStage stage = stages[layer];
        int row = _end[layer];
        int oldStart = _start[layer];
        if (layer + 1 < stages.Length)
        {
            _start[layer] = Math.Min(stages[layer + 1].FirstRow(_end[layer + 1]), row);
        }

        int firstHeld = layer == 0 ? 0 : _start[layer - 1];
        return new StreamRow(stage.StepOf(row))
        {
            InputOffset = (stage.FirstRow(row) - firstHeld) * stage.InputRowBytes,
            InputBytes = (stage.EndRow(row) - stage.FirstRow(row)) * stage.InputRowBytes,
            OutputOffset = (row - _start[layer]) * stage.OutputRowBytes,
            OutputBytes = stage.OutputRowBytes,
            MovedFrom = (_start[layer] - oldStart) * stage.OutputRowBytes,
            MovedBytes = _start[layer] == oldStart ? 0 : (row - _start[layer]) * stage.OutputRowBytes,
        };
    }
}
