using Bantam.Costs;
using Bantam.Training;

namespace Bantam;

/// <summary>Watches a <c>fit</c>: each method is called when its step is done. Override what you want to see.</summary>
public class FitObserver
{
    /// <summary>The data is loaded.</summary>
    /// <param name="data">The data in its three parts.</param>
    public virtual void OnData(DataSplits data)
    {
    }

    /// <summary>The network is built and counted.</summary>
    /// <param name="cost">What it costs in Float32.</param>
    public virtual void OnNetwork(CostReport cost)
    {
    }

    /// <summary>An epoch of the training is done.</summary>
    /// <param name="epoch">What it came to.</param>
    public virtual void OnEpoch(EpochResult epoch)
    {
    }

    /// <summary>The network is trained and scored.</summary>
    /// <param name="metric">What the score measures.</param>
    /// <param name="score">The score on the test set in Float32.</param>
    public virtual void OnTrained(Metric metric, double score)
    {
    }

    /// <summary>A compression step is done.</summary>
    /// <param name="step">What it did.</param>
    public virtual void OnCompressed(FitStep step)
    {
    }

    /// <summary>The code is compared on this machine.</summary>
    /// <param name="proof">The result.</param>
    public virtual void OnHostProof(FitProof proof)
    {
    }

    /// <summary>The code is compared in the emulator.</summary>
    /// <param name="proof">The result.</param>
    public virtual void OnEmulatorProof(FitEmulatorProof proof)
    {
    }
}
