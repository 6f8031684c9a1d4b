using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Runs a chain of layers row by row: again and again the deepest layer whose rows are there computes one more row.</summary>
/// <remarks>
/// So a row is computed when the next layer cannot go on without it, and never twice. The rows of a value lie one after the
/// other; before a row is added, those that the next layer needs no more make room and the others move up.
/// </remarks>
internal sealed class StreamRun
{
    private readonly StreamStep _step;
    private readonly int[] _start;
    private readonly int[] _end;

    public StreamRun(StreamStep step)
    {
        _step = step;
        _start = new int[step.Stages.Length];
        _end = new int[step.Stages.Length];
    }

    /// <summary>Runs the chain.</summary>
    /// <param name="input">The image that the first layer reads.</param>
    /// <param name="output">The image that the last layer writes.</param>
    /// <param name="memory">Gives the memory of a buffer.</param>
    public void Run(ReadOnlySpan<sbyte> input, Span<sbyte> output, BufferMemory memory)
    {
        Array.Clear(_start);
        Array.Clear(_end);
        int last = _step.Stages.Length - 1;
        while (_end[last] < _step.Stages[last].Window.OutputHeight)
        {
            int i = Deepest();
            StreamStage stage = _step.Stages[i];
            int row = _end[i];
            ReadOnlySpan<sbyte> source = i == 0 ? input : memory(stage.Step.Inputs[0]);
            int firstHeld = i == 0 ? 0 : _start[i - 1];
            Span<sbyte> target = i == last ? output : RoomForRow(i, memory(stage.Step.Output));
            RunRow(stage, row, source[((stage.FirstRow(row) - firstHeld) * stage.InputRowBytes)..], target.Slice((row - _start[i]) * stage.OutputRowBytes, stage.OutputRowBytes));
            _end[i]++;
        }
    }

    /// <summary>The last layer whose next row can be computed from the rows that are there.</summary>
    private int Deepest()
    {
        int i = _step.Stages.Length - 1;
        while (i > 0 && _end[i - 1] < _step.Stages[i].EndRow(_end[i]))
        {
            i--;
        }

        return i;
    }

    /// <summary>Forgets the rows that the next layer needs no more.</summary>
    private Span<sbyte> RoomForRow(int i, Span<sbyte> rows)
    {
        int bytes = _step.Stages[i].OutputRowBytes;
        int start = Math.Min(_step.Stages[i + 1].FirstRow(_end[i + 1]), _end[i]);
        rows[((start - _start[i]) * bytes)..((_end[i] - _start[i]) * bytes)].CopyTo(rows);
        _start[i] = start;
        return rows;
    }

    private static void RunRow(StreamStage stage, int row, ReadOnlySpan<sbyte> input, Span<sbyte> output)
    {
        WindowGeometry window = stage.WindowOf(row);
        switch (stage.Step)
        {
            case ConvolutionStep s:
                Conv2dInt8.Run(PlanRuntime.Arguments(window, s.Constants, input, output));
                break;
            case DepthwiseStep s:
                DepthwiseConv2dInt8.Run(PlanRuntime.Arguments(window, s.Constants, input, output));
                break;
            case PoolStep { IsMax: true } s:
                PoolInt8.Max(new PoolInt8Arguments { Geometry = window, Range = s.Range, Input = input, Output = output });
                break;
            case PoolStep s:
                PoolInt8.Average(new PoolInt8Arguments { Geometry = window, Range = s.Range, Input = input, Output = output });
                break;
            case TableStep s:
                s.Table.Run(input[..output.Length], output);
                break;
            default:
                throw new NotSupportedException($"Step '{stage.Step.Name}' has a kind that cannot run row by row: {stage.Step.GetType().Name}.");
        }
    }
}

/// <summary>Gives the memory of a buffer of a plan.</summary>
/// <param name="buffer">The index of the buffer.</param>
internal delegate Span<sbyte> BufferMemory(int buffer);
