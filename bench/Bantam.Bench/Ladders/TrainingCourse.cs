namespace Bantam.Bench;

/// <summary>How training began: what two libraries must agree on to have done the same work.</summary>
/// <param name="Losses">The losses of the first steps.</param>
/// <param name="Gradients">All gradients of the first step.</param>
internal sealed record TrainingCourse(float[] Losses, float[] Gradients)
{
    private const int Steps = 4;

    /// <summary>Trains for a few steps.</summary>
    /// <param name="step">Does one step and returns the loss before it.</param>
    /// <param name="gradients">The gradients of the last step.</param>
    public static TrainingCourse Of(Func<float> step, Func<float[]> gradients)
    {
        float first = step();
        float[] firstGradients = gradients();
        return new TrainingCourse([first, .. Enumerable.Range(1, Steps - 1).Select(_ => step())], firstGradients);
    }

    /// <summary>The larger of two: the largest relative difference of the losses, and the length of the difference of the gradients over theirs.</summary>
    public double DistanceTo(TrainingCourse other)
    {
        double losses = Losses.Zip(other.Losses, (a, b) => (double)Math.Abs(a - b) / Math.Abs(b)).Max();
        double squares = Gradients.Zip(other.Gradients, (a, b) => (double)(a - b) * (a - b)).Sum();
        return Math.Max(losses, Math.Sqrt(squares / other.Gradients.Sum(g => (double)g * g)));
    }
}
