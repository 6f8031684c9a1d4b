using Bantam.Model;

namespace Bantam.Training;

/// <summary>What happens to all gradients of a step before an optimizer uses them. Nothing here allocates.</summary>
internal static class GradientArithmetic
{
    /// <summary>The Euclidean norm of all gradients together, summed in Float64.</summary>
    public static double Norm(IReadOnlyList<ParameterGradient> gradients)
    {
        double sum = 0;
        for (int i = 0; i < gradients.Count; i++)
        {
            sum += SumOfSquares(gradients[i].Gradient.Span<float>());
        }

        return Math.Sqrt(sum);
    }

    /// <summary>Multiplies every gradient in place.</summary>
    public static void Scale(IReadOnlyList<ParameterGradient> gradients, float factor)
    {
        for (int i = 0; i < gradients.Count; i++)
        {
            Span<float> gradient = gradients[i].Gradient.Span<float>();
            for (int j = 0; j < gradient.Length; j++)
            {
                gradient[j] *= factor;
            }
        }
    }

    /// <summary>Shortens the gradients to a norm, keeping their direction, where they are longer (Pascanu et al., 2013).</summary>
    public static void Clip(IReadOnlyList<ParameterGradient> gradients, float limit)
    {
        double norm = Norm(gradients);
        if (norm > limit)
        {
            Scale(gradients, (float)(limit / norm));
        }
    }

    /// <summary>Whether no gradient is NaN or infinite.</summary>
    public static bool AreFinite(IReadOnlyList<ParameterGradient> gradients)
    {
        for (int i = 0; i < gradients.Count; i++)
        {
            if (!IsFinite(gradients[i].Gradient.Span<float>()))
            {
                return false;
            }
        }

        return true;
    }

    public static bool IsFinite(ReadOnlySpan<float> values)
    {
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                return false;
            }
        }

        return true;
    }

    public static double SumOfSquares(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += (double)value * value;
        }

        return sum;
    }
}
