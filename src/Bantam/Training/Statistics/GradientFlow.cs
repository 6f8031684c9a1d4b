using Bantam.Model;

namespace Bantam.Training;

/// <summary>How large the gradient of each parameter is: whether the first layers still learn, and whether the training is about to burst.</summary>
/// <remarks>Source: notes, lines 691-697 and 1876.</remarks>
/// <param name="Parameters">One entry for each trained parameter, in the order of the network.</param>
public sealed record GradientFlow(IReadOnlyList<GradientNorm> Parameters)
{
    private const double VanishingRatio = 1e-6;
    private const double ExplodingRatio = 1e3;

    /// <summary>The Euclidean norm of all gradients together.</summary>
    public double Total => Math.Sqrt(Parameters.Sum(p => p.Norm * p.Norm));

    /// <summary>The norm of the first weight's gradient over that of the last one's; a weight is a parameter of 2 or more axes. 1 where there is none.</summary>
    public double FirstToLast => Parameters.Where(p => p.IsWeight).ToArray() is [GradientNorm first, .., GradientNorm last] ? first.Norm / last.Norm : 1;

    /// <summary>Whether the first layer gets less than 10⁻⁶ of the last one's gradient: it hardly learns.</summary>
    public bool IsVanishing => FirstToLast < VanishingRatio;

    /// <summary>Whether some gradient is no finite number, or a thousand times longer than the weights that it changes.</summary>
    public bool IsExploding => Parameters.Any(p => !double.IsFinite(p.Norm) || (p.IsWeight && p.Norm > ExplodingRatio * p.ValueNorm));

    /// <summary>Measures the gradients of a step's last run.</summary>
    /// <param name="step">The step, after a run.</param>
    /// <returns>The norms, without the factor of <see cref="TrainingStep.LossScale"/>.</returns>
    public static GradientFlow Of(TrainingStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new GradientFlow(
        [
            .. step.Gradients.Select(p => new GradientNorm(p.Parameter.Name, Norm(p.Gradient) / step.LossScale, Norm(p.Value), p.Parameter.Shape.Rank >= 2)),
        ]);
    }

    private static double Norm(Tensor tensor) => Math.Sqrt(GradientArithmetic.SumOfSquares(tensor.Span<float>()));
}

/// <summary>The gradient of one parameter in numbers.</summary>
/// <param name="Parameter">The parameter's name.</param>
/// <param name="Norm">The Euclidean norm of its gradient.</param>
/// <param name="ValueNorm">The Euclidean norm of its values.</param>
/// <param name="IsWeight">Whether it has 2 or more axes: a weight rather than a bias.</param>
public sealed record GradientNorm(string Parameter, double Norm, double ValueNorm, bool IsWeight);
