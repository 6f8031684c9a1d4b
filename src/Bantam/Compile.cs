using Bantam.Deployment;
using Bantam.Model;

namespace Bantam;

/// <summary>Turns quantized networks into firmware.</summary>
public static class Compile
{
    /// <summary>Compiles a network to C.</summary>
    /// <param name="graph">A quantized network, see <see cref="Quantize"/>.</param>
    /// <param name="target">What the code is for; portable C99 where omitted.</param>
    /// <returns>The plan, made smaller by <see cref="PlanPasses"/>, and its C source.</returns>
    /// <exception cref="UnsupportedException">A node cannot run in int8; the message names it.</exception>
    public static Firmware ToC(Graph graph, Target? target = null)
    {
        IReadOnlyList<PlanChange> changes = PlanPasses.Apply(Lowering.Lower(graph));
        Plan plan = changes[^1].Plan;
        return new Firmware(plan, CWriter.Write(plan), target ?? Targets.C99) { Changes = changes };
    }
}
