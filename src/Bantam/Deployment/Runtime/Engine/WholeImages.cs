using Bantam.Model;

namespace Bantam.Deployment;

/// <summary>Undoes <see cref="StreamStep"/> for a host, which has room: chains that run row by row become layers of whole images again, with the same bytes.</summary>
internal static class WholeImages
{
    /// <summary>The plan without chains; the plan itself where it has none.</summary>
    public static Plan Of(Plan plan)
    {
        if (!plan.Steps.Any(step => step is StreamStep))
        {
            return plan;
        }

        PlanBuffer[] buffers = [.. plan.Buffers];
        int end = plan.ArenaBytes;
        foreach (StreamStage stage in plan.Steps.OfType<StreamStep>().SelectMany(step => step.Stages.Skip(1)))
        {
            int between = stage.Step.Inputs[0];
            WindowGeometry g = stage.Window;
            buffers[between] = buffers[between] with { Shape = [g.InputHeight, g.InputWidth, g.InputChannels], Offset = end, Overwrites = null };
            end += ArenaPlanner.RoundedUp(buffers[between].Bytes);
        }

        return new Plan(plan.Rounding, buffers, [.. plan.Steps.SelectMany(StepsOf)], plan.InputIndices, plan.OutputIndices);
    }

    /// <summary>The steps that take the place of a step.</summary>
    public static IEnumerable<PlanStep> StepsOf(PlanStep step) => step is StreamStep chain ? chain.Stages.Select(stage => stage.Step) : [step];
}
