using System.Collections.Immutable;
using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A chain of layers that runs row by row: between two layers only the rows lie in memory that the next window still needs.</summary>
/// <param name="Name">The name of the last layer, whose output it writes.</param>
/// <param name="Inputs">The image that the first layer reads, as a whole.</param>
/// <param name="Output">The image that the last layer writes, as a whole.</param>
/// <param name="Stages">The layers, at least two; the buffers between them hold a few rows each.</param>
/// <param name="Rows">The rows in the order in which they are computed; it depends on the windows alone.</param>
internal sealed record StreamStep(string Name, ImmutableArray<int> Inputs, int Output, ImmutableArray<StreamStage> Stages, ImmutableArray<StreamRow> Rows)
    : PlanStep(Name, Inputs, Output)
{
    /// <summary>Beside the constants of the layers a pointer to each window.</summary>
    public override long ConstantBytes => Stages.Sum(stage => stage.ConstantBytes + sizeof(int));

    public override long Macs => Stages.Sum(stage => stage.Step.Macs);

    public override long WeightBytes => Stages.Sum(stage => stage.Step.WeightBytes);

    public override IEnumerable<int> Buffers => Stages.SelectMany(stage => stage.Step.Buffers).Distinct();

    /// <summary>A chain of layers.</summary>
    public static StreamStep Of(ImmutableArray<StreamStage> stages) =>
        new(stages[^1].Step.Name, stages[0].Step.Inputs, stages[^1].Step.Output, stages, new StreamSchedule(stages).Rows());

    public override PlanStep Renumbered(Func<int, int> number) => Of([.. Stages.Select(stage => stage with { Step = stage.Step.Renumbered(number) })]);

    public override void Run(PlanMemory memory)
    {
        foreach (StreamRow row in Rows)
        {
            memory.Bytes(row.Step.Output).Slice(row.MovedFrom, row.MovedBytes).CopyTo(memory.Bytes(row.Step.Output));
            memory.Narrow(row.Step.Inputs[0], row.InputOffset, row.InputBytes);
            memory.Narrow(row.Step.Output, row.OutputOffset, row.OutputBytes);
            row.Step.Run(memory);
            memory.Widen(row.Step.Inputs[0]);
            memory.Widen(row.Step.Output);
        }
    }
}

/// <summary>One layer of a chain.</summary>
/// <param name="Step">What it computes, with one input.</param>
/// <param name="Window">Which rows it reads for a row of its output; a window of one pixel for functions of one code.</param>
internal sealed record StreamStage(PlanStep Step, WindowGeometry Window)
{
    /// <summary>Bytes of a row of what it reads.</summary>
    public int InputRowBytes => Window.InputWidth * Window.InputChannels;

    /// <summary>Bytes of a row of what it writes.</summary>
    public int OutputRowBytes => Window.OutputWidth * Window.OutputChannels;

    /// <summary>What it needs in flash: a table needs a window here, which it has not by itself.</summary>
    public long ConstantBytes => Step.ConstantBytes + (Step is WindowStep ? 0 : 12 * sizeof(int));

    /// <summary>The most rows of its input that it needs at one time.</summary>
    public int RowsHeld => Math.Max(1, Enumerable.Range(0, Window.OutputHeight).Max(row => EndRow(row) - FirstRow(row)));

    /// <summary>The first row of the input that a row of the output is computed from.</summary>
    public int FirstRow(int row) => FirstRow(Window, row);

    /// <summary>The row after the last.</summary>
    public int EndRow(int row) => EndRow(Window, row);

    /// <summary>The step for one row of the output, over the rows of the input that it needs.</summary>
    public PlanStep StepOf(int row) => Step is not WindowStep step ? Step : step with
    {
        Geometry = Window with
        {
            InputHeight = EndRow(row) - FirstRow(row),
            OutputHeight = 1,
            PadTop = FirstRow(row) - Top(Window, row),
        },
    };

    /// <summary>The first row of the image under a window.</summary>
    public static int FirstRow(in WindowGeometry window, int row) => Math.Max(Top(window, row), 0);

    /// <summary>The row of the image after the last under a window.</summary>
    public static int EndRow(in WindowGeometry window, int row) => Math.Min(Top(window, row) + ((window.KernelHeight - 1) * window.DilationHeight) + 1, window.InputHeight);

    private static int Top(in WindowGeometry window, int row) => (row * window.StrideHeight) - window.PadTop;
}

/// <summary>One row to compute.</summary>
/// <param name="Step">The layer, for one row over the rows of its input that it needs.</param>
internal sealed record StreamRow(PlanStep Step)
{
    /// <summary>Where the rows that it reads begin within their buffer.</summary>
    public required int InputOffset { get; init; }

    /// <summary>The bytes that it reads.</summary>
    public required int InputBytes { get; init; }

    /// <summary>Where the new row begins within its buffer.</summary>
    public required int OutputOffset { get; init; }

    /// <summary>The bytes of the new row.</summary>
    public required int OutputBytes { get; init; }

    /// <summary>Where the rows begin that stay, and move to the beginning of the buffer before the new one is computed.</summary>
    public required int MovedFrom { get; init; }

    /// <summary>Their bytes.</summary>
    public required int MovedBytes { get; init; }
}
