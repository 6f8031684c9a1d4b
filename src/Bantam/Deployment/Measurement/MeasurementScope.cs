namespace Bantam.Deployment;

/// <summary>What lies between the start and the stop of a clock. Times of different scopes are never compared.</summary>
/// <remarks>Source: notes, lines 3698-3708.</remarks>
public enum MeasurementScope
{
    /// <summary>The kernels of the whole network, on inputs that lie where the first one reads them.</summary>
    Kernel,

    /// <summary>Each layer by itself, in the course of a run: a profile. The reading of the clock between layers is part of it.</summary>
    Layer,

    /// <summary>Preprocessing, conversion and transfer of the inputs, inference, and postprocessing: what a user waits for.</summary>
    EndToEnd,
}
