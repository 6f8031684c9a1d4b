using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>A plan prepared for the host: steps with packed constants, and the layout of the memory that they run in.</summary>
internal sealed class EnginePlan
{
    /// <summary>Prepares a plan for given instructions.</summary>
    public EnginePlan(Plan plan, DotPath path)
    {
        Source = plan;
        ImageLayouts layouts = new(plan);
        EngineStepBuilder builder = EngineStepBuilder.For(path, plan, layouts);
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            builder.Add(i);
        }

        Inputs = [.. plan.InputIndices.Select(index => layouts[index])];
        Outputs = [.. plan.OutputIndices.Select(index => layouts[index])];
        Steps = [.. builder.Steps];
        ActivationBytes = layouts.Bytes;
        Borders = layouts.Borders;
        Sums = Steps.Max(step => step.SumsNeeded);
        NeedsReference = Steps.Any(step => step is ReferenceStep);
    }

    /// <summary>The plan.</summary>
    public Plan Source { get; }

    /// <summary>The steps in the order in which they run.</summary>
    public EngineStep[] Steps { get; }

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
}
