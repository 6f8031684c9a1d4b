using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A plan prepared for the host: steps with packed constants, and the layout of the memory that they run in.</summary>
internal sealed class EnginePlan
{
    private readonly ImageLayouts _layouts;

    /// <summary>Prepares a plan for given instructions.</summary>
    public EnginePlan(Plan plan, DotPath path)
    {
        Source = plan;
        Whole = WholeImages.Of(plan);
        _layouts = new ImageLayouts(Whole);
        EngineStepBuilder builder = EngineStepBuilder.For(path, Whole, _layouts);
        Ends = new int[plan.Steps.Count];
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            foreach (PlanStep step in WholeImages.StepsOf(plan.Steps[i]))
            {
                builder.Add(step);
            }

            Ends[i] = builder.Steps.Count;
        }

        Inputs = [.. plan.InputIndices.Select(index => _layouts[index])];
        Outputs = [.. plan.OutputIndices.Select(index => _layouts[index])];
        Steps = [.. builder.Steps];
        ActivationBytes = _layouts.Bytes;
        Borders = _layouts.Borders;
        Sums = Steps.Select(step => step.SumsNeeded).DefaultIfEmpty(0).Max();
        NeedsReference = Steps.Any(step => step is ReferenceStep);
    }

    /// <summary>The plan.</summary>
    public Plan Source { get; }

    /// <summary>The plan without chains of rows: what steps of the reference run in.</summary>
    public Plan Whole { get; }

    /// <summary>The steps in the order in which they run.</summary>
    public EngineStep[] Steps { get; }

    /// <summary>For each step of the plan the number of prepared steps that have run when it is done.</summary>
    public int[] Ends { get; }

    /// <summary>Where the inputs go.</summary>
    public ImageLayout[] Inputs { get; }

    /// <summary>Where the outputs come from.</summary>
    public ImageLayout[] Outputs { get; }

    /// <summary>The bytes of all activations.</summary>
    public int ActivationBytes { get; }

    /// <summary>The borders.</summary>
    public IReadOnlyList<Border> Borders { get; }

    /// <summary>The most sums that a step needs room for.</summary>
    public int Sums { get; }

    /// <summary>Whether a step runs by the reference kernels.</summary>
    public bool NeedsReference { get; }

    /// <summary>Where a step of the plan leaves its output.</summary>
    public ImageLayout OutputOf(int step) => _layouts[Source.Steps[step].Output];

    /// <summary>Writes what no step ever changes: borders, and numbers of the network that are read as activations are.</summary>
    public unsafe void WriteConstants(byte* activations)
    {
        foreach (Border border in Borders)
        {
            new Span<byte>(activations + border.Offset, border.Bytes).Fill(border.Code);
        }

        for (int i = 0; i < Whole.Buffers.Count; i++)
        {
            if (Whole.Buffers[i].Place == BufferPlace.Constant)
            {
                EngineCodes.Write(Whole.Buffers[i].Data.AsSpan(), activations, _layouts[i]);
            }
        }
    }
}
